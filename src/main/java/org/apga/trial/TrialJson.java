package org.apga.trial;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apga.plan.TrialId;

/**
 * Outcomes and requests as JSON. They pass through Spark in this form because its Kryo (4) cannot
 * rebuild Java records.
 */
public final class TrialJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addMixIn(TrialId.class, IdAsText.class)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .build();

  private TrialJson() {}

  /** Writes a record, such as a {@link TrialOutcome}, a {@link TrialProgress} or a request. */
  public static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write a " + value.getClass() + " as JSON.", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if the text is something else
   */
  public static <T> T read(String json, Class<T> type) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read a " + type.getSimpleName() + ": " + e.getOriginalMessage() + ".", e);
    }
  }

  private abstract static class IdAsText {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    IdAsText(String value) {}

    @JsonValue
    abstract String value();
  }
}
