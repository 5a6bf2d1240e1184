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
        line.addIdentity(decision)
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
        add(.requestID, "REQUEST_ID", of: request)
        add(.address, "REMOTE_ADDR", of: request)
        add(.host, "HTTP_HOST", of: request)
        add(.method, request.method.rawValue)
        add(.path, request.path)
        add(.policy, AccessLog.policy(of: request))
        add(.route, response.route)
    }

    private mutating func addIdentity(_ decision: AccessDecision) {
        switch decision {
        case .allowed(let token?, _): bytes.append(contentsOf: token.kept { AuditedIdentity(token.identity) }.members)
        case .refused(let refusal), .observed(let refusal, _): refusal.identity.map { add($0) }
        case .allowed(nil, _), .misconfigured: break
        }
    }

    /// What the token of a request that is let through is about, of which a remembered one has it ready.
    private final class AuditedIdentity: Sendable {
        let members: [UInt8]

        init(_ identity: TokenIdentity) {
            var line = AuditLine()
            line.bytes.reserveCapacity(256)
            line.add(identity)
            members = line.bytes
        }
    }

    /// What nobody has vouched for stands under other names than what was verified: nobody reads the one for the other.
    private mutating func add(_ identity: TokenIdentity) {
        add(identity.isVerified ? #","verified":true"# : #","verified":false"#)
        let members = identity.isVerified ? IdentityMembers.verified : IdentityMembers.claimed
        add(members.issuer, Self.cut(identity.issuer))
        add(members.subject, Self.cut(identity.subject))
        add(members.clientID, Self.cut(identity.clientID))
        add(members.tokenID, Self.cut(identity.tokenID))
        add(members.keyID, Self.cut(identity.keyID))
    }

    private mutating func add(_ member: Member, _ value: String?) {
        guard let value else { return }
        bytes.append(contentsOf: member.beginning)
        let start = bytes.count
        bytes.append(contentsOf: value.utf8)
        QuotedText.close(&bytes, from: start)
    }

    private mutating func add(_ member: Member, _ variable: StaticString, of request: Request) {
        bytes.append(contentsOf: member.beginning)
        let start = bytes.count
        guard request.appendMetaVariable(variable, to: &bytes) else {
            return bytes.removeLast(member.beginning.count)
        }
        QuotedText.close(&bytes, from: start)
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

extension AuditLine {
    /// A name, as it stands before its value, whose quote is open. It is copied in one piece, which a string is not.
    fileprivate struct Member: Sendable {
        let beginning: [UInt8]

        init(_ name: String) {
            beginning = Array(",\"\(name)\":\"".utf8)
        }

        static let requestID = Member("request_id")
        static let address = Member("remote_addr")
        static let host = Member("host")
        static let method = Member("method")
        static let path = Member("path")
        static let policy = Member("policy")
        static let route = Member("route")
    }

    /// What a token says of itself.
    fileprivate struct IdentityMembers: Sendable {
        let issuer, subject, clientID, tokenID, keyID: Member

        private init(_ prefix: String) {
            issuer = Member("\(prefix)iss")
            subject = Member("\(prefix)sub")
            clientID = Member("\(prefix)client_id")
            tokenID = Member("\(prefix)jti")
            keyID = Member("\(prefix)kid")
        }

        static let verified = IdentityMembers("")
        static let claimed = IdentityMembers("claimed_")
    }
}
