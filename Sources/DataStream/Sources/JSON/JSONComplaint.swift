/// What is wrong with a line, and where in it.
struct JSONComplaint: Equatable {
  let text: String
  /// In bytes.
  let offset: Int

  init(_ error: DecodingError, in line: UnsafeRawBufferPointer) {
    switch error {
    case .keyNotFound(let key, let context):
      self.init("there is no '\(key.stringValue)'", at: context.codingPath, in: line)
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      self.init(context.debugDescription, at: context.codingPath, in: line)
    case .dataCorrupted(let context):
      self.init(corrupted: context, in: line)
    @unknown default:
      self.init("\(error)", at: [], in: line)
    }
  }

  private init(corrupted context: DecodingError.Context, in line: UnsafeRawBufferPointer) {
    if let fault = JSONWalk(line).fault {
      let found = fault < line.count ? "" : ", it ends too early"
      self.init(text: "this is no JSON\(found)", offset: fault)
    } else if !context.codingPath.isEmpty {
      self.init(context.debugDescription, at: context.codingPath, in: line)
    } else if String(validating: line, as: UTF8.self) == nil {
      self.init(text: "the line is not UTF-8", offset: 0)
    } else {
      self.init(text: "a value does not fit the type that is expected for it", offset: 0)
    }
  }

  private init(_ message: String, at path: [any CodingKey], in line: UnsafeRawBufferPointer) {
    let steps = path.map { key in key.intValue.map { JSONWalk.Step.index($0) } ?? .name(key.stringValue) }
    let name = path.map { key in key.intValue.map { "[\($0)]" } ?? ".\(key.stringValue)" }.joined()
    let shown = name.hasPrefix(".") ? String(name.dropFirst()) : name
    let place = JSONWalk(line, to: steps).found ?? 0
    self.init(text: shown.isEmpty ? message : "'\(shown)': \(message)", offset: place)
  }

  private init(text: String, offset: Int) {
    self.text = text
    self.offset = offset
  }
}
