import FoundationEssentials
import HTTP
import OAuth
import ResourceServer
import Text

/// One line of the audit log: a JSON object of strings, in which whatever anybody wrote stays within its quotes.
struct AuditLine {
    /// The longest value of a claim, in Unicode scalars; of what is about the request, ``QuotedText`` bounds it.
    static let longestClaim = 256

    private var line = ""

    /// The whole line about a request.
    static func text(_ decision: AccessDecision, _ request: Request, _ response: Response, at time: Date) -> String {
        var line = AuditLine()
        line.line.reserveCapacity(512)
        line.line = "{\"time\":\""
        line.line += time.logTime
        line.line += "\""
        line.addVerdict(decision)
        line.addRequest(request, response)
        line.add(decision.identity)
        line.line += "}\n"
        return line.line
    }

    /// The line that says how many others are missing before it.
    static func text(_ missing: MissingLines, at time: Date) -> String {
        var line = AuditLine()
        line.line = "{\"time\":\"\(time.logTime)\",\"verdict\":\"missing\",\"lines\":\(missing.count)"
        if let first = missing.first, let last = missing.last {
            line.line += ",\"from\":\"\(first.logTime)\",\"to\":\"\(last.logTime)\""
        }
        return line.line + "}\n"
    }

    private mutating func addVerdict(_ decision: AccessDecision) {
        switch decision {
        case .allowed: line += ",\"verdict\":\"allowed\""
        case .refused(let refusal): line += ",\"verdict\":\"refused\",\"code\":\"\(refusal.code)\""
        case .observed(let refusal, _): line += ",\"verdict\":\"observed\",\"code\":\"\(refusal.code)\""
        case .misconfigured: line += ",\"verdict\":\"misconfigured\""
        }
    }

    private mutating func addRequest(_ request: Request, _ response: Response) {
        add("request_id", request.metaVariable("REQUEST_ID"))
        add("remote_addr", request.metaVariable("REMOTE_ADDR"))
        add("host", request.metaVariable("HTTP_HOST"))
        add("method", request.method.rawValue)
        add("path", request.path)
        add("policy", AccessLog.policy(of: request))
        add("route", response.route)
    }

    /// What nobody has vouched for stands under other names than what was verified: nobody reads the one for the other.
    private mutating func add(_ identity: TokenIdentity?) {
        guard let identity else { return }
        line += identity.isVerified ? ",\"verified\":true" : ",\"verified\":false"
        add(identity.isVerified ? "iss" : "claimed_iss", Self.cut(identity.issuer))
        add(identity.isVerified ? "sub" : "claimed_sub", Self.cut(identity.subject))
        add(identity.isVerified ? "client_id" : "claimed_client_id", Self.cut(identity.clientID))
        add(identity.isVerified ? "jti" : "claimed_jti", Self.cut(identity.tokenID))
        add(identity.isVerified ? "kid" : "claimed_kid", Self.cut(identity.keyID))
    }

    private mutating func add(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        line += ",\""
        line += name.description
        line += "\":"
        line += QuotedText.quoted(value)
    }

    private static func cut(_ text: String?) -> String? {
        guard let text, text.utf8.count > longestClaim else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestClaim)))
    }
}

extension AccessDecision {
    /// Whom the token is about, as far as it could be read.
    fileprivate var identity: TokenIdentity? {
        switch self {
        case .allowed(let token, _): token?.identity
        case .refused(let refusal), .observed(let refusal, _): refusal.identity
        case .misconfigured: nil
        }
    }
}
