import Foundation

/// What `/metrics` answered, series by series.
struct Metrics {
    let text: String
    /// By name and labels, as they are written.
    let values: [String: Double]

    init(_ text: String) {
        self.text = text
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        let pairs = lines.compactMap { line -> (String, Double)? in
            guard let space = line.lastIndex(of: " "), let value = Double(line[line.index(after: space)...]) else {
                return nil
            }
            return (String(line[..<space]), value)
        }
        values = Dictionary(pairs) { first, _ in first }
    }

    /// How many requests were refused, by code.
    var refusals: [String: Double] {
        var refusals: [String: Double] = [:]
        for (series, value) in values where series.hasPrefix("bearerd_requests_total{outcome=\"refused\"") {
            guard let code = series.firstMatch(of: /error_code="([^"]*)"/)?.1 else { continue }
            refusals[String(code), default: 0] += value
        }
        return refusals
    }

    /// The sum of the series of this name that have all of these labels.
    func sum(_ name: String, _ labels: [String: String] = [:]) -> Double {
        values.filter { series, _ in
            (series == name || series.hasPrefix(name + "{"))
                && labels.allSatisfy { series.contains("\($0.key)=\"\($0.value)\"") }
        }.values.reduce(0, +)
    }

    /// What `promtool check metrics` finds wrong.
    func mistakes() async throws -> String {
        try await withTemporaryFolder { folder in
            try text.write(toFile: "\(folder)/metrics", atomically: false, encoding: .utf8)
            let command = ["sh", "-c", "promtool check metrics <\(folder)/metrics"]
            let result = try await Program(command: command).run()
            return result.succeeded ? "" : "\(result.ending): \(result.output)\(result.error)"
        }
    }
}

extension Deployment {
    /// What bearerd has counted so far.
    func metrics() async throws -> Metrics {
        Metrics(try await http.send("GET", "/metrics").text)
    }
}
