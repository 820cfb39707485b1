import DreyModel
import FoundationEssentials

extension MemberSurroundings {
  /// Takes over what a spec file's top level says of variables and secrets. What `environment` says goes before the files.
  mutating func read(_ fields: [String: SpecNode], folder: String) throws(Failure) {
    let client = ProcessInfo.processInfo.environment
    for node in try fields["environmentFiles"]?.elements() ?? [] {
      let file = try node.text()
      try node.placed { () throws(Failure) in try addVariables(file: file, relativeTo: folder, client: client) }
    }
    if let node = fields["environment"] { try readVariables(node, client: client) }
    for (name, node) in try fields["secrets"]?.valueByKey() ?? [] {
      let file = try node.text()
      try node.placed { () throws(Failure) in try addSecret(name, file: file, relativeTo: folder) }
    }
  }

  /// Names with their values, nothing for the client's own; or a list of `NAME=VALUE` and `NAME`.
  private mutating func readVariables(_ node: SpecNode, client: [String: String]) throws(Failure) {
    guard node.isMapping else {
      for element in try node.elements() {
        let text = try element.text()
        try element.placed { () throws(Failure) in try addVariable(text, client: client) }
      }
      return
    }
    for (name, value) in try node.valueByKey() {
      guard value.isNothing else {
        environment[name] = try value.word()
        continue
      }
      try value.placed { () throws(Failure) in try addVariable(name, client: client) }
    }
  }
}
