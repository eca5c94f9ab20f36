-- An ONNX algorithm's model as it was fetched and checked when the algorithm was approved: CID, size and sha-256 of the kept copy.
alter table approvals add column model jsonb;
