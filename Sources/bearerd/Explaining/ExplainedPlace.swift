import JOSE
import NginxGuard
import Text

/// The place in a web server's configuration where a request would end, by whose policy a token is explained.
struct ExplainedPlace {
    /// Why there is none to be found.
    struct Unknown: Error {
        let reason: String
    }

    private let answerer: Answerer
    /// `nil` where bearerd is not asked by one.
    var policy: LocationPolicy? { answerer.policy }

    /// Whether a path is as nginx has it in `$uri`: decoded, without `//`, `/./`, `/../` and the query.
    static func isNormal(_ path: String) -> Bool {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        return path.hasPrefix("/") && !path.utf8.contains { "%?#".utf8.contains($0) }
            && !segments.dropLast().contains("") && !segments.contains { $0 == "." || $0 == ".." }
    }

    /// Finds the place of a path in a file, or in what `nginx -T` printed on standard input for `-`.
    init(_ file: String, path: String, host: String?) throws(Unknown) {
        let bytes: [UInt8]
        do throws(NginxInput.Unreadable) { bytes = try NginxInput.read(file) } catch {
            throw Unknown(reason: error.reason)
        }
        do throws(Answerer.Unknown) {
            answerer = try Answerer.of(bytes, file: file, path: path, host: host)
        } catch {
            throw Unknown(reason: "\(NginxInput.name(of: file)): \(error.reason)")
        }
    }

    /// What comes of every request to it, whatever its token; `nil` where a token is judged.
    var outcome: (isLetThrough: Bool, reason: String)? {
        switch answerer.verdict {
        case .open: (true, "nobody judges it")
        case .closed: (false, "everybody is refused here")
        case .internal: (false, "only nginx itself comes here")
        case .policy, .observed, .bearerd: nil
        }
    }

    /// Whether what is refused is let through all the same.
    var isObserved: Bool { policy?.isObserved == true }

    /// What is said before the checks.
    var lines: [String] {
        let places = ["server: \(answerer.server)", "location: \(answerer.location)", "policy: \(text)"]
        return (places + answerer.notes.map { "note: \($0)" }).map { VisibleText.escaped($0) }
    }

    /// The same in JSON.
    var object: JSONObject {
        [
            "server": .string(answerer.server), "location": .string(answerer.location), "policy": .string(text),
            "notes": .array(answerer.notes.map(JSONValue.string)),
        ]
    }

    private var text: String {
        switch answerer.verdict {
        case .policy(let text), .observed(let text): text
        case .open, .closed, .internal: answerer.verdict.text
        case .bearerd: "bearerd's own endpoint"
        }
    }
}
