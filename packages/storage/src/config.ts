// The SDK's notice about its future versions is for those who update it, not for those who run this one. It
// can only be turned off here, before the first client is made.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
