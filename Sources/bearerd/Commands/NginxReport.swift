import Files
import Glibc
import NginxGuard
import Text

/// What `check-config --nginx` says about one file, or about what `nginx -T` printed.
struct NginxReport {
    /// The longest input.
    private static let longest = 67_108_864

    /// For standard output.
    private(set) var lines: [String] = []
    /// For standard error.
    private(set) var mistakes: [String] = []

    /// Reads and checks a file, or standard input for `-`; `isOriginSet` is asked where a policy needs `PUBLIC_ORIGIN`.
    init(_ file: String, isOriginSet: () -> Bool) {
        let name = file == "-" ? "standard input" : file
        let bytes: [UInt8]
        do throws(FileRefusal) {
            bytes = try file == "-" ? Self.standardInput() : SmallFile.content(of: file, limit: Self.longest)
        } catch {
            // A file that is not there has always been called that.
            mistakes = ["\(name): " + (file == "-" ? error.phrase : "cannot be read")]
            return
        }
        // Where nginx -T fails it prints nothing here: that is no configuration without doors.
        guard file != "-" || !bytes.isEmpty else {
            mistakes = ["\(name): empty"]
            return
        }
        let check = GuardCheck.of(bytes, file: file)
        let needs = check.needsOfOrigin.isEmpty || isOriginSet() ? [] : check.needsOfOrigin
        for finding in check.findings + needs {
            let place = finding.file.isEmpty || finding.file == "-" ? name : finding.file
            mistakes.append(VisibleText.escaped("\(place):\(finding.line): \(finding.description)"))
        }
        lines = DoorsReport.lines(check.doors)
        if check.includesOthers { lines.append("\(name): includes files that were not read; nginx -T shows them") }
        let observed = check.observedBlocks
        let also = observed > 0 ? ", of which \(observed) refuse nobody (observe)" : ""
        lines.append("\(name): \(check.guardedBlocks) guarded locations\(also)")
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
