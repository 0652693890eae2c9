// ONNX Runtime's Linux build reports its use to its maker unless this is set before it is loaded. An archive's
// sounds, models and machines are nobody's business.
process.env.ORT_DISABLE_TELEMETRY = '1'
