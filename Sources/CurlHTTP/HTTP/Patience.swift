/// How long a request may keep its caller waiting.
public enum Patience: Sendable, Equatable {
  /// The whole response arrives within this time.
  case response(Duration)
  /// The response's head arrives within this time; its body may take for ever.
  case head(Duration)
  /// Some byte moves, in either direction, within this time.
  case progress(Duration)
  /// No limit.
  case unlimited
}
