package dev.drey.jobs;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Runs until it is cancelled; every subtask prints one line when it begins. {@code --rate R} records per second. */
public final class Endless {
    public static void main(String[] words) throws Exception {
        double rate = new Arguments(words).get("rate", 10);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        GeneratorFunction<Long, Long> same = index -> index;
        DataGeneratorSource<Long> source =
            new DataGeneratorSource<>(same, Long.MAX_VALUE, RateLimiterStrategy.perSecond(rate), Types.LONG);
        env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers").map(new Announce()).sinkTo(new DiscardingSink<>());
        env.execute("Endless");
    }

    private static final class Announce extends RichMapFunction<Long, Long> {
        @Override
        public void open(OpenContext context) {
            var task = getRuntimeContext().getTaskInfo();
            int number = task.getIndexOfThisSubtask() + 1;
            System.out.println("endless: subtask " + number + " of " + task.getNumberOfParallelSubtasks() + " runs");
        }

        @Override
        public Long map(Long number) {
            return number;
        }
    }
}
