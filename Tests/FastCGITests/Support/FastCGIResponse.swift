/// What a server sent for one request.
struct FastCGIResponse {
    var id: UInt16
    var status: String
    var fields: [String]
    var body: [UInt8]
    var protocolStatus: UInt8

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The values of a field, by its name in any letter case.
    func values(_ name: String) -> [String] {
        fields.compactMap { field in
            let parts = field.split(separator: ":", maxSplits: 1)
            return parts[0].lowercased() == name.lowercased() ? parts[1].trimmingPrefix(" ").description : nil
        }
    }

    init(id: UInt16, stdout: [UInt8], protocolStatus: UInt8) {
        self.id = id
        self.protocolStatus = protocolStatus
        let end = stdout.indices.first { stdout[$0...].starts(with: Array("\r\n\r\n".utf8)) } ?? stdout.endIndex
        let head = String(decoding: stdout[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
        status = head.first.map { String($0.trimmingPrefix("Status: ")) } ?? ""
        fields = Array(head.dropFirst())
        body = Array(stdout[min(end + 4, stdout.count)...])
    }
}
