import Files
import Glibc

/// An nginx configuration that a command was pointed at: a file, or what `nginx -T` printed on standard input.
enum NginxInput {
    /// The longest, in bytes.
    private static let longest = 67_108_864

    /// Why there is nothing to read.
    struct Unreadable: Error {
        let reason: String
    }

    /// What it is called.
    static func name(of file: String) -> String {
        file == "-" ? "standard input" : file
    }

    /// The content of a file, or of standard input for `-`.
    static func read(_ file: String) throws(Unreadable) -> [UInt8] {
        let bytes: [UInt8]
        do throws(FileRefusal) {
            bytes = try file == "-" ? standardInput() : SmallFile.content(of: file, limit: longest)
        } catch {
            // A file that is not there has always been called that.
            throw Unreadable(reason: "\(name(of: file)): " + (file == "-" ? error.phrase : "cannot be read"))
        }
        // Where nginx -T fails it prints nothing here: that is no configuration without doors.
        guard file != "-" || !bytes.isEmpty else { throw Unreadable(reason: "\(name(of: file)): empty") }
        return bytes
    }

    private static func standardInput() throws(FileRefusal) -> [UInt8] {
        var bytes: [UInt8] = []
        while let byte = UInt8(exactly: getchar()) {
            guard bytes.count < longest else { throw .tooLong(maxBytes: longest) }
            bytes.append(byte)
        }
        return bytes
    }
}
