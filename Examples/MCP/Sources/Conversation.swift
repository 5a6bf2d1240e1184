import FoundationEssentials
import ResourceServer

/// What the server says to a client with this token. No session: each request has all that its answer needs.
struct Conversation {
    let token: AccessToken

    func answer(_ call: Call) throws -> Response {
        // A notification has no answer.
        guard let id = call.id else { return Response(status: .accepted) }
        switch call.method {
        case "initialize": return try reply(id, Welcome())
        case "ping": return try reply(id, [String: String]())
        case "tools/list": return try reply(id, ["tools": [Tool.add]])
        case "tools/call": return try run(call, id)
        default: return try .json(Failure(id: id, error: .init(code: -32_601, message: "Method not found")))
        }
    }

    /// A tool may need more than the server: the challenge of the 403 names the scope to ask for.
    private func run(_ call: Call, _ id: CallID) throws -> Response {
        guard call.params?.name == "add", let numbers = call.params?.arguments else {
            return try .json(Failure(id: id, error: .init(code: -32_602, message: "Unknown tool or arguments")))
        }
        try AccessRequirement.scope("tools:add").check(token)
        return try reply(id, ToolResult(content: [.init(text: "\(numbers.a + numbers.b)")]))
    }

    private func reply(_ id: CallID, _ result: some Encodable) throws -> Response {
        try .json(Reply(id: id, result: result))
    }
}
