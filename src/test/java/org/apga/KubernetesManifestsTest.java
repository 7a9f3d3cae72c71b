package org.apga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Each manifest that is shipped has the fields, and no others, that Kubernetes has for its kind.
 */
class KubernetesManifestsTest {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/Pod", Pod.class,
          "v1/ServiceAccount", ServiceAccount.class,
          "batch/v1/Job", Job.class,
          "batch/v1/CronJob", CronJob.class,
          "rbac.authorization.k8s.io/v1/Role", Role.class,
          "rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class);

  /** The client keeps fields that it does not know, for clusters newer than itself. */
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated member) {
                  return false;
                }
              })
          .build();

  static List<Path> manifests() throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : List.of("submit/kubernetes", "submit/schedule")) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files.filter(file -> file.toString().endsWith(".yaml")).forEach(found::add);
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("manifests")
  void everyFieldIsOneOfItsKind(Path file) throws IOException {
    try (Reader text = Files.newBufferedReader(file)) {
      for (Object document : new Yaml().loadAll(text)) {
        assertThat(read((Map<?, ?>) document)).isNotNull();
      }
    }
  }

  @Test
  void aFieldThatKubernetesHasNotIsFound() {
    Map<String, Object> pod =
        Map.of("apiVersion", "v1", "kind", "Pod", "spec", Map.of("containres", List.of(Map.of())));

    assertThatThrownBy(() -> read(pod)).hasMessageContaining("containres");
  }

  private static HasMetadata read(Map<?, ?> document) {
    String kind = document.get("apiVersion") + "/" + document.get("kind");
    assertThat(KINDS).containsKey(kind);
    return STRICT.convertValue(document, KINDS.get(kind));
  }
}
