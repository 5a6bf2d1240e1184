import HTTP
import HTTPTypes

extension Environment {
    var method: HTTPRequest.Method? {
        metaVariable("REQUEST_METHOD").flatMap(HTTPRequest.Method.init(rawValue:))
    }

    var target: String? {
        metaVariable("REQUEST_URI").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The body is as long as the web server says it is, or it does not say (FastCGI 1.0 §6.2).
    func announces(bodyLength: Int) -> Bool {
        guard let announced = metaVariable("CONTENT_LENGTH"), !announced.isEmpty else { return true }
        return Int(announced) == bodyLength
    }
}
