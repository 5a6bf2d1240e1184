import Glibc

/// The code of the program and its libraries that is in this process's memory.
public enum ResidentCode {
    /// Gives back the pages of code, of which the start needs twice as many as serving does.
    ///
    /// They are unmodified pages of files: one that runs again comes back by itself, from the system's cache. Call it once,
    /// when the start is over. Does nothing where `/proc` cannot be read.
    public static func release() {
        for line in mappings().split(separator: UInt8(ascii: "\n")) {
            // `start-end r-xp offset device inode path` (proc(5)); pages that can be written to might differ from their file.
            let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard fields.count == 6, fields[1] == "r-xp", fields[5].drop(while: { $0 == " " }).hasPrefix("/") else {
                continue
            }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, bounds[0] < bounds[1] else { continue }
            unsafe madvise(UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    }

    private static func mappings() -> [UInt8] {
        let file = unsafe open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var mappings: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = unsafe read(file, &piece, piece.count)
            guard count > 0 else { return mappings }
            mappings += piece[..<count]
        }
    }
}
