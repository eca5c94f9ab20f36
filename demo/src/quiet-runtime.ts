// onnxruntime reports its use to its maker unless it is told not to before it is loaded: import this first.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
