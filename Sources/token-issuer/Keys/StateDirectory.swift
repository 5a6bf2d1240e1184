import FoundationEssentials
import Glibc
import JOSE

/// The directory that `serve`, `token` and `rotate` share. It holds private keys: 0700, its files 0600.
struct StateDirectory: Sendable {
    let path: String

    /// The directory at `path`, made if it is missing.
    init(path: String) throws(IssuerError) {
        // The mode is set from the first moment, not after the file is there.
        umask(0o077)
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw IssuerError(description: "cannot make the state directory \(path)")
        }
        self.path = path
    }

    /// The object in the file `name`; `nil` if there is no such file.
    func read(_ name: String) throws(IssuerError) -> JSONObject? {
        guard let content = FileManager.default.contents(atPath: file(name)) else { return nil }
        do {
            return try JSONObject(parsing: Array(content))
        } catch {
            throw IssuerError(description: "\(file(name)) is not a JSON object")
        }
    }

    /// Writes `object` into the file `name`; readers see the old content or the new, never a part.
    func write(_ object: JSONObject, to name: String) throws(IssuerError) {
        do {
            try Data(object.encoded()).write(to: URL(filePath: file(name)), options: .atomic)
        } catch {
            throw IssuerError(description: "cannot write \(file(name))")
        }
    }

    /// Writes `object` into the file `name` unless another process was first.
    func create(_ object: JSONObject, at name: String) throws(IssuerError) {
        let draft = "\(name).\(UUID().uuidString)"
        try write(object, to: draft)
        defer { try? FileManager.default.removeItem(atPath: file(draft)) }
        do {
            try FileManager.default.linkItem(atPath: file(draft), toPath: file(name))
        } catch {
            guard FileManager.default.fileExists(atPath: file(name)) else {
                throw IssuerError(description: "cannot make \(file(name))")
            }
        }
    }

    private func file(_ name: String) -> String { "\(path)/\(name)" }
}
