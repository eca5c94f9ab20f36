"""Trains a classifier on a CSV file and writes it as ONNX, with its quality.

Reads /atoll/parameters.json and the one CSV file under /atoll/inputs/0, whose last column is the class;
writes /atoll/outputs/metrics.json and /atoll/outputs/model.onnx. /atoll/scratch is for what is needed on the way.
"""

import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROOT = Path("/atoll")
# float32 arithmetic in the model against float64 in scikit-learn; a wrong graph is off by far more.
TOLERANCE = 1e-4


def read_table(folder):
    files = sorted(folder.rglob("*.csv"))
    if len(files) != 1:
        sys.exit(f"expected one CSV file, found {len(files)}")
    with files[0].open() as file:
        columns = file.readline().strip().split(",")
        rows = [line.strip().split(",") for line in file if line.strip()]
    features = np.array([row[:-1] for row in rows], dtype=np.float64)
    labels = [row[-1] for row in rows]
    # The class with fewer rows is the one to detect.
    names = sorted(set(labels), key=labels.count)
    if len(names) != 2:
        sys.exit(f"column {columns[-1]} must have two values, has {len(names)}")
    return columns, features, np.array([label == names[0] for label in labels], dtype=int), names


def to_onnx(pipeline, columns):
    """(x - mean) / scale · coefficients + intercept, through a sigmoid: four plain operators."""
    scaler, regression = pipeline[0], pipeline[-1]

    def constant(name, values):
        return numpy_helper.from_array(np.asarray(values, dtype=np.float32), name)

    width = len(columns) - 1
    graph = helper.make_graph(
        [
            helper.make_node("Sub", ["features", "mean"], ["centred"]),
            helper.make_node("Div", ["centred", "scale"], ["standardised"]),
            helper.make_node("Gemm", ["standardised", "coefficients", "intercept"], ["score"], transB=1),
            helper.make_node("Sigmoid", ["score"], ["probability"]),
        ],
        "logistic-regression",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["rows", width])],
        [helper.make_tensor_value_info("probability", TensorProto.FLOAT, ["rows", 1])],
        [
            constant("mean", scaler.mean_),
            constant("scale", scaler.scale_),
            constant("coefficients", regression.coef_),
            constant("intercept", regression.intercept_),
        ],
    )
    model = helper.make_model(graph, producer_name="train-classifier", opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    helper.set_model_props(model, {"features": ",".join(columns[:-1])})
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString(deterministic=True)


@contextmanager
def quiet_stderr():
    """Debian's onnxruntime shares libonnx and prints 1,600 lines about operators that are registered already."""
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def onnx_probabilities(model, features):
    with quiet_stderr():
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    return session.run(["probability"], {"features": features.astype(np.float32)})[0][:, 0]


def main():
    parameters = json.loads((ROOT / "parameters.json").read_text())
    columns, features, labels, names = read_table(ROOT / "inputs" / "0")
    x_train, x_test, y_train, y_test = train_test_split(
        features, labels, test_size=parameters["testFraction"], random_state=parameters["seed"], stratify=labels
    )
    pipeline = make_pipeline(
        StandardScaler(), LogisticRegression(C=1 / parameters["regularization"], max_iter=1000)
    ).fit(x_train, y_train)

    expected = pipeline.predict_proba(x_test)[:, 1]
    model = to_onnx(pipeline, columns)
    difference = float(np.abs(onnx_probabilities(model, x_test) - expected).max())
    if difference > TOLERANCE:
        sys.exit(f"the ONNX model differs from scikit-learn by {difference}")

    predicted = (expected >= 0.5).astype(int)
    (true_negative, false_positive), (false_negative, true_positive) = confusion_matrix(y_test, predicted).tolist()
    metrics = {
        "positiveClass": names[0],
        "rows": {"train": len(y_train), "test": len(y_test)},
        "accuracy": round(float(accuracy_score(y_test, predicted)), 6),
        "f1": round(float(f1_score(y_test, predicted)), 6),
        "auc": round(float(roc_auc_score(y_test, expected)), 6),
        "confusionMatrix": {
            "truePositive": true_positive,
            "falsePositive": false_positive,
            "falseNegative": false_negative,
            "trueNegative": true_negative,
        },
        "onnxMaxAbsoluteDifference": difference,
    }
    (ROOT / "outputs" / "model.onnx").write_bytes(model)
    (ROOT / "outputs" / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n")
    print(f"trained on {len(y_train)} rows, accuracy {metrics['accuracy']} on {len(y_test)} others")


main()
