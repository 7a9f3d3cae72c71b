package org.apga.run.spark;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.Nil$;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Makes one partition that prefers some nodes. Spark offers this in Scala only, with a method whose
 * parameter has one list class in Scala 2.12 and another in 2.13. It is looked up by name, so that
 * the same class file runs on both.
 */
final class PreferredNodes {
  private PreferredNodes() {}

  /**
   * Returns an RDD of one empty text.
   *
   * @param nodes the nodes that its partition prefers; empty for any
   */
  static JavaRDD<String> onePartition(JavaSparkContext spark, List<String> nodes) {
    if (nodes.isEmpty()) {
      return spark.parallelize(List.of(""), 1);
    }
    ClassTag<String> text = ClassTag$.MODULE$.apply(String.class);
    Method makeRdd =
        Stream.of(SparkContext.class.getMethods())
            .filter(method -> method.getName().equals("makeRDD") && method.getParameterCount() == 2)
            .findFirst()
            .orElseThrow();
    try {
      @SuppressWarnings("unchecked")
      RDD<String> partition =
          (RDD<String>)
              makeRdd.invoke(spark.sc(), scala(List.of(new Tuple2<>("", scala(nodes)))), text);
      return JavaRDD.fromRDD(partition, text);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("Cannot call this Spark's makeRDD: " + makeRdd, e);
    }
  }

  private static scala.collection.immutable.List<Object> scala(List<?> list) {
    scala.collection.immutable.List<Object> reversed = empty();
    for (int place = list.size() - 1; place >= 0; place--) {
      reversed = new $colon$colon<>(list.get(place), reversed);
    }
    return reversed;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static scala.collection.immutable.List<Object> empty() {
    return (scala.collection.immutable.List) Nil$.MODULE$;
  }
}
