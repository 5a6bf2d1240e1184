/// A message of a client (JSON-RPC 2.0).
struct Call: Decodable {
    struct Params: Decodable {
        struct Numbers: Decodable {
            let a: Double
            let b: Double
        }

        let name: String?
        let arguments: Numbers?
    }

    let id: CallID?
    let method: String
    let params: Params?
}

/// A string or a number, which goes back as it came.
enum CallID: Codable {
    case number(Int)
    case text(String)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .number(let number): try container.encode(number)
        case .text(let text): try container.encode(text)
        }
    }
}

struct Reply<Result: Encodable>: Encodable {
    var jsonrpc = "2.0"
    let id: CallID
    let result: Result
}

struct Failure: Encodable {
    struct Reason: Encodable {
        let code: Int
        let message: String
    }

    var jsonrpc = "2.0"
    let id: CallID
    let error: Reason
}

struct Welcome: Encodable {
    var protocolVersion = "2025-06-18"
    var capabilities = ["tools": [String: String]()]
    var serverInfo = ["name": "example", "version": "1.0.0"]
}

struct Tool: Encodable {
    struct Schema: Encodable {
        var type = "object"
        var properties = ["a": ["type": "number"], "b": ["type": "number"]]
        var required = ["a", "b"]
    }

    let name: String
    let description: String
    var inputSchema = Schema()

    static let add = Tool(name: "add", description: "Adds two numbers.")
}

struct ToolResult: Encodable {
    struct Text: Encodable {
        var type = "text"
        let text: String
    }

    let content: [Text]
}
