/// What the headers of a part say.
struct MultipartPart: Sendable, Equatable {
  var name: String
  var fileName: String?

  init(name: String, fileName: String? = nil) {
    self.name = name
    self.fileName = fileName
  }

  /// - Parameter headers: lines, separated by CR LF.
  /// - Returns: nil where there is no `Content-Disposition` with a name.
  init?(headers: String) {
    for line in headers.split(separator: "\r\n") {
      guard let colon = line.firstIndex(of: ":"), line[..<colon].lowercased() == "content-disposition" else { continue }
      let parameters = HeaderParameters.parse(line[line.index(after: colon)...])
      guard let name = parameters["name"] else { return nil }
      self.init(name: name, fileName: parameters["filename"])
      return
    }
    return nil
  }
}

/// `value; key=text; key="text"`, as in `Content-Type` and `Content-Disposition`.
enum HeaderParameters {
  /// The parameters by their key in lower case.
  static func parse(_ text: Substring) -> [String: String] {
    var parameters: [String: String] = [:]
    var rest = text[(text.firstIndex(of: ";") ?? text.endIndex)...]
    while rest.first == ";" {
      rest = rest.dropFirst().drop(while: \.isWhitespace)
      let key = rest.prefix { $0 != "=" && $0 != ";" }
      rest = rest[key.endIndex...]
      guard rest.first == "=" else { continue }
      rest = rest.dropFirst()
      let value = rest.first == "\"" ? quoted(&rest) : plain(&rest)
      parameters[key.lowercased()] = value
      rest = rest.drop { $0 != ";" }
    }
    return parameters
  }

  private static func plain(_ rest: inout Substring) -> String {
    let value = rest.prefix { $0 != ";" && !$0.isWhitespace }
    rest = rest[value.endIndex...]
    return String(value)
  }

  private static func quoted(_ rest: inout Substring) -> String {
    var value = ""
    rest = rest.dropFirst()
    while let character = rest.popFirst(), character != "\"" {
      value.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
    }
    return value
  }
}
