extension KeyedStream {
  /// Gathers every `size` records of a key in a window.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.countWindow(100).sum { $0.price }  // of every hundred bids
  /// ```
  /// What is left of a key at the end of the input is no window.
  @inlinable public func countWindow(
    _ size: Int
  ) -> WindowedStream<Record, Key, PurgingTrigger<CountTrigger<Record>>> {
    window(.global()).trigger(PurgingTrigger(of: CountTrigger(of: size)))
  }

  /// Gathers the last `size` records of a key in a window, anew with every `slide`-th record.
  ///
  /// ```swift
  /// bids.keyBy { $0.auction }.countWindow(100, 10).sum { $0.price }  // of the last hundred bids, every ten
  /// ```
  @inlinable public func countWindow(_ size: Int, _ slide: Int) -> WindowedStream<Record, Key, CountTrigger<Record>> {
    window(.global()).evictor(CountEvictor(of: size)).trigger(CountTrigger(of: slide))
  }
}
