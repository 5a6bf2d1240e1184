import HTTPTypes
import ResourceServer

/// The nginx file that guards a location: `bearerd_guard.conf`.
package enum GuardSnippet {
    /// The file for what applications are told about tokens.
    package static func text(_ identity: IdentityHeaders) -> String {
        ([head(identity)] + identity.names.map(lines)).joined(separator: "\n")
    }

    private static func head(_ identity: IdentityHeaders) -> String {
        """
        # Guards a location, below the line with its policy:
        #
        #     auth_request "/_bearerd/all=read:reports";
        #     include bearerd_guard.conf;
        #
        # The application is told about the token in the header fields below (for FastCGI, uwsgi and SCGI in parameters of these
        # names with HTTP_ in front). A client cannot forge them: they are set here whatever it sends, and are not there, or
        # empty, where there is no token or the token has no such claim. `bearerd nginx-guard` prints this file for other
        # IDENTITY_HEADERS. Auth-Refusal is there only where the policy says `observe`: with the error_code of the refusal that
        # there would have been, and then without any of the others.
        #
        # As soon as a location has an error_page, a proxy_set_header, a fastcgi_param, a uwsgi_param, a scgi_param or a
        # grpc_set_header, as it has with this, nginx drops those of its kind that the location would inherit: repeat in the
        # location what it needs of them. A location within the location includes this again.

        # In a server without bearerd_guard_server.conf, the application would be asked instead of bearerd. The text keeps an
        # error_page for 500 out of it.
        if ($bearerd_guarded = "") { return 500 "bearerd_guard_server.conf is missing in this server\\n"; }

        # bearerd refuses every request where this is not the list that it would set by its own IDENTITY_HEADERS.
        set $bearerd_identity "\(identity.list)";

        auth_request_set $bearerd_refusal $upstream_http_x_bearerd_refusal;
        error_page       403 = @bearerd_refusal;

        """
    }

    private static func lines(_ field: HTTPField.Name) -> String {
        let name = field.rawName
        let underscored = name.replacing("-", with: "_")
        let variable = "$bearerd_" + underscored.lowercased()
        var lines = ["auth_request_set \(variable) $upstream_http_\(underscored.lowercased());"]
        for directive in ["proxy_set_header", "grpc_set_header "] {
            lines.append("\(directive) \(name) \(variable);")
            // With underscores_in_headers this one would pass, and many applications take it for the other.
            if underscored != name { lines.append("\(directive) \(underscored) \"\";") }
        }
        for directive in ["fastcgi_param   ", "uwsgi_param     ", "scgi_param      "] {
            lines.append("\(directive) HTTP_\(underscored.uppercased()) \(variable);")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
