package dev.drey.jobs;

import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * Two jobs, one after the other: the first adds up the numbers 1 to 100, the second prints the sum. {@code --async}
 * submits both with executeAsync, and main() ends without waiting for the second one.
 */
public final class TwoJobs {
    public static void main(String[] words) throws Exception {
        boolean async = new Arguments(words).has("async");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.fromSequence(1, 100).map(new Sum()).sinkTo(new DiscardingSink<>());
        JobExecutionResult first =
            async ? env.executeAsync("First").getJobExecutionResult().get() : env.execute("First");
        long sum = first.getAccumulatorResult("sum");
        Output.print(env.fromSequence(sum, sum).map(number -> "sum " + number));
        if (async) env.executeAsync("Second");
        else env.execute("Second");
    }

    private static final class Sum extends RichMapFunction<Long, Long> {
        private final LongCounter sum = new LongCounter();

        @Override
        public void open(OpenContext context) {
            getRuntimeContext().addAccumulator("sum", sum);
        }

        @Override
        public Long map(Long number) {
            sum.add(number);
            return number;
        }
    }
}
