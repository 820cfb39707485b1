/// In which order an operator is given the records of its keys in batch mode. In streaming mode it is always that of arrival.
@usableFromInline
enum InputOrder: Sendable {
  /// As they come: the results cannot tell.
  case ofArrival
  /// Each key's in order of event time once the input has ended; those without a time before, as they come.
  case byTime
  /// Key by key: each key's records in order of event time, then the key's end; see ``KeyEnds``.
  case byKey
}
