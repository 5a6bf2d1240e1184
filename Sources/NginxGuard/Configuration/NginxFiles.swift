import Files
import FoundationEssentials

/// Where the files of a configuration are.
enum NginxFiles {
    /// In a dump of `nginx -T`.
    case dump(NginxDump)
    /// On disk. Relative names are looked for in `folder`, that of the main file; without one nobody knows where they are.
    case disk(folder: String?)
    /// Nowhere: there is only the text.
    case none

    /// The longest file that is read.
    static let longestFile = 16_777_216

    /// What an `include` names.
    enum Found {
        /// Files that can be read, in nginx's order.
        case files([(name: String, content: [UInt8])])
        /// Nothing, and nginx would not start.
        case missing(reason: String)
        /// Nobody knows.
        case unknown
    }

    private struct Missing: Error {
        let reason: String
    }

    /// The files on disk around this one.
    ///
    /// nginx looks for relative names beside its main file: that is this one when it has the block `http`, else `nginx.conf` in
    /// a folder above.
    static func around(_ file: String, isMain: Bool) -> NginxFiles {
        let url = URL(filePath: file).absoluteURL.standardizedFileURL
        var folder = url.deletingLastPathComponent().path(percentEncoded: false)
        if isMain { return .disk(folder: folder) }
        while folder != "/", !folder.isEmpty {
            if SmallFile.exists(folder + "/nginx.conf") { return .disk(folder: folder) }
            folder = URL(filePath: folder).deletingLastPathComponent().path(percentEncoded: false)
            if folder.hasSuffix("/"), folder != "/" { folder.removeLast() }
        }
        return .disk(folder: nil)
    }

    /// The files that `include NAME` names.
    func named(_ name: String) -> Found {
        guard let path = fullName(name) else { return .unknown }
        let names = GlobPattern.isPattern(name) ? matching(path) : [path]
        var files: [(name: String, content: [UInt8])] = []
        for name in names {
            switch content(of: name) {
            case .success(let content): files.append((name, content))
            case .failure(let failure): return .missing(reason: "\(name): \(failure.reason)")
            }
        }
        return .files(files)
    }

    private func fullName(_ name: String) -> String? {
        let folder: String?
        switch self {
        case .dump(let dump): folder = Self.folder(of: dump.main)
        case .disk(let known): folder = known
        case .none: return nil
        }
        if name.hasPrefix("/") { return name }
        return folder.map { $0.hasSuffix("/") ? $0 + name : "\($0)/\(name)" }
    }

    private static func folder(of file: String) -> String {
        file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    }

    private func content(of path: String) -> Result<[UInt8], Missing> {
        switch self {
        case .dump(let dump):
            guard let content = dump[path] else { return .failure(Missing(reason: "not in the dump")) }
            return .success(content)
        case .disk:
            do throws(FileRefusal) {
                return .success(try SmallFile.content(of: path, limit: Self.longestFile))
            } catch {
                return .failure(Missing(reason: error.phrase))
            }
        case .none: return .failure(Missing(reason: "there are no files"))
        }
    }

    private func matching(_ path: String) -> [String] {
        switch self {
        case .dump(let dump):
            let pattern = GlobPattern(path)
            return dump.names.filter(pattern.matches)
        case .disk: return Self.expanded(path)
        case .none: return []
        }
    }

    /// What is on disk for a pattern.
    private static func expanded(_ path: String) -> [String] {
        var found = [""]
        let parts = path.split(separator: "/")
        for (index, part) in parts.enumerated() {
            if GlobPattern.isPattern(part) {
                let pattern = Array(part.utf8)
                found = found.flatMap { folder in
                    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/")) ?? []
                    return names.filter { GlobPattern.matches(Array($0.utf8), pattern) }.sorted().map {
                        "\(folder)/\($0)"
                    }
                }
            } else {
                found = found.map { "\($0)/\(part)" }
            }
            if index == parts.count - 1 { found = found.filter(SmallFile.exists) }
        }
        return found
    }
}
