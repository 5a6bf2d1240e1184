import Files
import JOSE
import Text

/// Reads the members of an entry of `ISSUERS_FILE`.
struct MemberReader {
    let object: JSONObject
    /// Where the entry stands.
    let place: String

    /// What is expected of a URL that is fetched from.
    static let urlForm = "an https URL, or an http URL of a loopback host or of one in allow_http"

    /// A file that a member names.
    struct File {
        let place: String
        let path: String
        let content: [UInt8]
    }

    /// What `convert` makes of a member; `nil` if it is not there.
    ///
    /// - Throws: ``IssuersFile/Fault`` with what was `expected`, if nothing can be made of it.
    func value<Value>(
        _ name: String,
        _ expected: @autoclosure () -> String,
        _ convert: (JSONValue) -> Value?
    ) throws(IssuersFile.Fault) -> Value? {
        guard let member = object[name] else { return nil }
        guard let value = convert(member) else { throw fault(name, expected()) }
        return value
    }

    /// What `convert` makes of a member that must be there.
    ///
    /// - Throws: ``IssuersFile/Fault`` with what was `expected`.
    func required<Value>(
        _ name: String,
        _ expected: @autoclosure () -> String,
        _ convert: (JSONValue) -> Value?
    ) throws(IssuersFile.Fault) -> Value {
        guard let value = try value(name, expected(), convert) else { throw fault(name, expected()) }
        return value
    }

    /// The file whose absolute path a member is; `nil` if the member is not there.
    ///
    /// - Throws: ``IssuersFile/Fault`` for another path, or a file that cannot be read.
    func file(_ name: String, _ expected: String, limit: Int) throws(IssuersFile.Fault) -> File? {
        let found = try found(name, expected) { path throws(FileRefusal) in
            try SmallFile.content(of: path, limit: limit)
        }
        return found.map { File(place: "\(place).\(name)", path: $0, content: $1) }
    }

    /// The absolute path of a file that is read later, and could be now; `nil` if the member is not there.
    ///
    /// - Throws: ``IssuersFile/Fault`` for another path, or a file that cannot be read.
    func path(
        _ name: String,
        _ expected: String,
        limit: Int
    ) throws(IssuersFile.Fault) -> (path: String, isWritableByOthers: Bool)? {
        let found = try found(name, expected) { path throws(FileRefusal) in try SmallFile.check(path, limit: limit) }
        return found.map { ($0, $1) }
    }

    private func found<Found>(
        _ name: String,
        _ expected: String,
        _ find: (String) throws(FileRefusal) -> Found
    ) throws(IssuersFile.Fault) -> (path: String, found: Found)? {
        let path = try value(name, "the absolute path of \(expected)") { member in
            member.stringValue.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        guard let path else { return nil }
        do throws(FileRefusal) { return (path, try find(path)) } catch {
            throw fault(name, "\(expected), not \(QuotedText.quoted(path)): \(error.phrase)")
        }
    }

    /// What is wrong with a member, or with its absence.
    func fault(_ name: String, _ expected: String) -> IssuersFile.Fault {
        IssuersFile.Fault(place: "\(place).\(name)", expected: expected)
    }

    /// A list of texts that are not empty, one at least.
    static func words(_ value: JSONValue) -> [String]? {
        guard let words = value.stringArrayValue, !words.isEmpty, !words.contains("") else { return nil }
        return words
    }
}
