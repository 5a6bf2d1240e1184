import FoundationEssentials
import Glibc
import SystemPackage
import Text

/// A new file of settings, in lines that ``DotEnv`` reads.
struct SettingsFile {
    /// Why it could not be written.
    enum WriteError: Error {
        /// Something is there already, and stays as it is.
        case exists
        case refused(Errno)
    }

    /// Read and changed by its owner, read by the group of the systemd unit.
    private static let permissions: FilePermissions = [.ownerReadWrite, .groupRead]

    /// A line for each setting that has a value, in the order of ``SettingTable``.
    let lines: [String]

    /// - Throws: ``SettingError`` for a value that no line can hold.
    init(_ values: [String: String]) throws(SettingError) {
        var lines: [String] = []
        for row in SettingTable.rows {
            guard let value = values[row.name], !value.isEmpty else { continue }
            lines.append(try Self.line(row.name, value))
        }
        self.lines = lines
    }

    /// What is written is what will be read, so reading decides which quotes a value needs.
    private static func line(_ name: String, _ value: String) throws(SettingError) -> String {
        for text in [value, "'\(value)'", "\"\(value)\""] {
            let line = "\(name)=\(text)"
            let read = DotEnv(Array(line.utf8), name: "")
            if read.mistakes.isEmpty, read.values[name]?.isSameText(as: value) == true { return line }
        }
        throw SettingError(key: name, value: value, origin: nil, expected: "a text that a line of a file can hold")
    }

    var text: String {
        "# Settings of bearerd, as bearerd init has found them. bearerd(8) has every other one.\n"
            + lines.map { "\($0)\n" }.joined()
    }

    /// Makes the file at `path`, where nothing may be yet, and gives it to `group`.
    func write(to path: String, group: UInt32? = nil) throws(WriteError) {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(
                FilePath(path),
                .writeOnly,
                options: [.create, .exclusiveCreate, .closeOnExec],
                permissions: Self.permissions
            )
        } catch {
            let reason = error as? Errno ?? .ioError
            throw reason == .fileExists ? .exists : .refused(reason)
        }
        do {
            try file.closeAfter {
                // Whatever the umask: the unit reads it as a member of the group.
                fchmod(file.rawValue, Self.permissions.rawValue)
                if let group { _ = fchown(file.rawValue, uid_t.max, group) }
                _ = try file.writeAll(Array(text.utf8))
            }
        } catch {
            // Half a file would be read as a whole one.
            try? FileManager.default.removeItem(atPath: path)
            throw .refused(error as? Errno ?? .ioError)
        }
    }
}
