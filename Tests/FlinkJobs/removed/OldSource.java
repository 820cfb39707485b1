package dev.drey.jobs;

import org.apache.flink.streaming.api.functions.source.SourceFunction;

/** Implements the source interface that Flink 2 keeps under another name. */
@SuppressWarnings("deprecation")
public final class OldSource implements SourceFunction<Long> {
    @Override
    public void run(SourceContext<Long> context) {
        context.collect(1L);
    }

    @Override
    public void cancel() {}
}
