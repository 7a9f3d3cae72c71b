package org.apga.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.StreamSupport;

/** What PyTorch makes of a recipe: src/test/resources/recipe/make_recipe.py. */
public final class RecipeFixture {
  public static final String FOLDER = "src/test/resources/recipe/";

  private RecipeFixture() {}

  /** One part of recipe.json. */
  public static JsonNode part(String name) {
    try {
      return new ObjectMapper().readTree(new File(FOLDER + "recipe.json")).required(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A list of numbers. */
  public static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
