import HTTP
import HTTPTypes
public import Logging

extension ServerEvent {
    /// Writes a line about it. What a client can cause, in any number, is `info` at the most.
    public func log(to logger: Logger) {
        switch self {
        case .protocolViolation(let reason):
            logger.warning(
                "connection closed: the web server broke the FastCGI protocol",
                metadata: ["reason": "\(reason)"]
            )
        case .missingParameter:
            logger.error("the web server does not pass REQUEST_METHOD and REQUEST_URI on: include bearerd_params")
        case .ambiguousParameter:
            logger.info(
                "a request was refused: the name of a parameter holds a = or a zero byte (is ignore_invalid_headers off?)"
            )
        case .refused(let request, let response):
            logger.info(
                "request answered",
                metadata: ["path": .string(request.path), "status": .stringConvertible(response.status.code)]
            )
        case .handlerFailed(let error):
            logger.error("a handler failed", metadata: ["error": "\(error)"])
        case .outOfDescriptors:
            logger.error("a connection cannot be accepted: out of descriptors or memory (LimitNOFILE=)")
        case .overloaded:
            logger.warning("requests that wait keep as much memory as they may: further ones are answered 503")
        case .cutOff(let requests):
            logger.warning("requests cut off at the end of the grace", metadata: ["requests": "\(requests)"])
        }
    }
}
