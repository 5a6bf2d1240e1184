import NginxGuard
import Text

/// What `check-config --nginx` says about one file, or about what `nginx -T` printed.
struct NginxReport {
    /// For standard output.
    private(set) var lines: [String] = []
    /// For standard error.
    private(set) var mistakes: [String] = []

    /// Reads and checks a file, or standard input for `-`; `isOriginSet` is asked where a policy needs `PUBLIC_ORIGIN`.
    init(_ file: String, isOriginSet: () -> Bool) {
        let name = NginxInput.name(of: file)
        let bytes: [UInt8]
        do throws(NginxInput.Unreadable) { bytes = try NginxInput.read(file) } catch {
            mistakes = [error.reason]
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
}
