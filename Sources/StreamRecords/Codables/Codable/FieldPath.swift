/// Says in errors which field they are about. They are told where they pass, so that coding without an error need not know.
enum FieldPath {
  /// The error, with the field in whose value it happened.
  static func add(_ key: any CodingKey, to error: any Error) -> any Error {
    switch error {
    case EncodingError.invalidValue(let value, let context):
      EncodingError.invalidValue(value, .init(context, in: key))
    case DecodingError.dataCorrupted(let context):
      DecodingError.dataCorrupted(.init(context, in: key))
    case DecodingError.keyNotFound(let missing, let context):
      DecodingError.keyNotFound(missing, .init(context, in: key))
    case DecodingError.typeMismatch(let type, let context):
      DecodingError.typeMismatch(type, .init(context, in: key))
    case DecodingError.valueNotFound(let type, let context):
      DecodingError.valueNotFound(type, .init(context, in: key))
    default: error
    }
  }

  /// The field, where one is known, and what is wrong.
  static func describe(_ error: any Error) -> String {
    switch error {
    case EncodingError.invalidValue(_, let context): text(context.codingPath, context.debugDescription)
    case DecodingError.dataCorrupted(let context), DecodingError.keyNotFound(_, let context),
      DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      text(context.codingPath, context.debugDescription)
    default: "\(error)"
    }
  }

  private static func text(_ path: [any CodingKey], _ reason: String) -> String {
    path.isEmpty ? reason : "field '\(path.map(\.stringValue).joined(separator: "."))': \(reason)"
  }
}

/// The place of a value in a sequence.
struct IndexKey: CodingKey {
  let index: Int

  init(_ index: Int) { self.index = index }
  init?(intValue: Int) { self.init(intValue) }
  init?(stringValue: String) { nil }

  var intValue: Int? { index }
  var stringValue: String { "\(index)" }
}

extension EncodingError {
  static func impossible(_ value: Any, _ reason: String) -> EncodingError {
    .invalidValue(value, Context(codingPath: [], debugDescription: reason))
  }
}

extension EncodingError.Context {
  fileprivate init(_ inner: EncodingError.Context, in key: any CodingKey) {
    self.init(
      codingPath: [key] + inner.codingPath, debugDescription: inner.debugDescription,
      underlyingError: inner.underlyingError)
  }
}

extension DecodingError {
  static func corrupted(_ reason: String) -> DecodingError {
    .dataCorrupted(Context(codingPath: [], debugDescription: reason))
  }

  static func mismatch(_ type: Any.Type, found kind: FieldKind) -> DecodingError {
    let context = Context(codingPath: [], debugDescription: "expected \(type), found a value of the kind '\(kind)'")
    return kind == .null ? .valueNotFound(type, context) : .typeMismatch(type, context)
  }
}

extension DecodingError.Context {
  fileprivate init(_ inner: DecodingError.Context, in key: any CodingKey) {
    self.init(
      codingPath: [key] + inner.codingPath, debugDescription: inner.debugDescription,
      underlyingError: inner.underlyingError)
  }
}
