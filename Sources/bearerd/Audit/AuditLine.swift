import FoundationEssentials
import HTTP
import OAuth
import ResourceServer
import Text

/// One line of the audit log: a JSON object of strings, in which whatever anybody wrote stays within its quotes.
struct AuditLine {
    /// The longest value of a claim, in Unicode scalars; of what is about the request, ``QuotedText`` bounds it.
    static let longestClaim = 256

    private var bytes: [UInt8] = []

    /// The whole line about a request. One is made for every request, on the worker: no string is made for it.
    static func bytes(_ decision: AccessDecision, _ request: Request, _ response: Response, at time: Date) -> [UInt8] {
        var line = AuditLine()
        line.bytes.reserveCapacity(768)
        line.add(#"{"time":""#)
        time.appendLogTime(to: &line.bytes)
        line.addVerdict(decision)
        line.addRequest(request, response)
        line.add(decision.identity)
        line.add("}\n")
        return line.bytes
    }

    /// The line that says how many others are missing before it.
    static func text(_ missing: MissingLines, at time: Date) -> String {
        var line = "{\"time\":\"\(time.logTime)\",\"verdict\":\"missing\",\"lines\":\(missing.count)"
        if let first = missing.first, let last = missing.last {
            line += ",\"from\":\"\(first.logTime)\",\"to\":\"\(last.logTime)\""
        }
        return line + "}\n"
    }

    /// The verdict, after the time, of which the quotation mark is still open.
    private mutating func addVerdict(_ decision: AccessDecision) {
        switch decision {
        case .allowed: add(#"","verdict":"allowed""#)
        case .refused(let refusal): add(#"","verdict":"refused","code":"\#(refusal.code)""#)
        case .observed(let refusal, _): add(#"","verdict":"observed","code":"\#(refusal.code)""#)
        case .misconfigured: add(#"","verdict":"misconfigured""#)
        }
    }

    private mutating func addRequest(_ request: Request, _ response: Response) {
        add(#","request_id":"#, request.metaVariable("REQUEST_ID"))
        add(#","remote_addr":"#, request.metaVariable("REMOTE_ADDR"))
        add(#","host":"#, request.metaVariable("HTTP_HOST"))
        add(#","method":"#, request.method.rawValue)
        add(#","path":"#, request.path)
        add(#","policy":"#, AccessLog.policy(of: request))
        add(#","route":"#, response.route)
    }

    /// What nobody has vouched for stands under other names than what was verified: nobody reads the one for the other.
    private mutating func add(_ identity: TokenIdentity?) {
        guard let identity else { return }
        let isVerified = identity.isVerified
        add(isVerified ? #","verified":true"# : #","verified":false"#)
        add(isVerified ? #","iss":"# : #","claimed_iss":"#, Self.cut(identity.issuer))
        add(isVerified ? #","sub":"# : #","claimed_sub":"#, Self.cut(identity.subject))
        add(isVerified ? #","client_id":"# : #","claimed_client_id":"#, Self.cut(identity.clientID))
        add(isVerified ? #","jti":"# : #","claimed_jti":"#, Self.cut(identity.tokenID))
        add(isVerified ? #","kid":"# : #","claimed_kid":"#, Self.cut(identity.keyID))
    }

    /// A member, of which we wrote what stands before its value.
    private mutating func add(_ beginning: String, _ value: String?) {
        guard let value else { return }
        add(beginning)
        QuotedText.append(value, to: &bytes)
    }

    /// What we wrote ourselves.
    private mutating func add(_ text: String) {
        bytes.append(contentsOf: text.utf8)
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
