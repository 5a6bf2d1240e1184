import Glibc

/// The pages of the program's and its libraries' files that are in this process's memory just as they are in the file: code,
/// constants, tables for the linker.
public enum UnmodifiedPages {
    /// Gives them back: the start needs twice as many as serving does.
    ///
    /// One that is needed again comes back by itself, from the system's cache. Call it once, when the start is over. Does
    /// nothing where `/proc` cannot be read.
    public static func release() {
        var range: Range<UInt>?
        for line in mappings().split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
                .map { String(decoding: $0, as: UTF8.self) }
            guard words.first?.hasSuffix(":") == true else {
                range = readOnlyFile(words)
                continue
            }
            // Pages of a file that somebody has written to are anonymous; here is none, and nobody may write.
            guard let range, words[0] == "Anonymous:", words.dropFirst().contains("0") else { continue }
            unsafe madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), range.count, MADV_DONTNEED)
        }
    }

    /// Where the file is mapped, if the line is about one that cannot be written to: `start-end r-xp offset device inode
    /// path` (proc(5), `smaps`).
    private static func readOnlyFile(_ words: [String]) -> Range<UInt>? {
        guard words.count == 6, words[1] == "r-xp" || words[1] == "r--p",
            words[5].drop(while: { $0 == " " }).hasPrefix("/")
        else { return nil }
        let bounds = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
        guard bounds.count == 2, bounds[0] < bounds[1] else { return nil }
        return bounds[0]..<bounds[1]
    }

    private static func mappings() -> [UInt8] {
        let file = unsafe open("/proc/self/smaps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var mappings: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(file, &piece, piece.count)
            guard count > 0 else { return mappings }
            mappings += piece[..<count]
        }
    }
}
