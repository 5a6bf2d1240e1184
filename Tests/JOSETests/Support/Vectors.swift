import Foundation
import JOSE
import Testing

/// The vectors printed in the RFCs; Vectors/README.md names their sources.
enum Vectors {
    static func object(_ path: String) throws -> JSONObject {
        let directory = try #require(Bundle.module.url(forResource: "Vectors", withExtension: nil))
        let data = try Data(contentsOf: directory.appendingPathComponent(path))
        return try JSONObject(parsing: Array(data))
    }
}
