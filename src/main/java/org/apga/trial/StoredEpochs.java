package org.apga.trial;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apga.store.CheckpointName;
import org.apga.store.Commit;
import org.apga.store.DamagedCheckpointException;
import org.apga.store.ResultStore;
import org.apga.store.Row;
import org.apga.store.Tables;

/** What is stored of the epochs of a trial, whether it came to its end or not. */
public final class StoredEpochs {
  private StoredEpochs() {}

  /**
   * Rows of {@link Tables#EPOCHS}: of a committed trial all of them, of another those that its
   * newest checkpoint tells which can be read. No network is.
   *
   * @throws IOException if the file system does not answer
   * @throws org.apga.files.StoreException if what is committed cannot be read
   */
  public static List<Row> of(ResultStore store, String trial) throws IOException {
    Optional<Commit> commit = store.commit(trial);
    if (commit.isPresent()) {
      return store.rows(commit.get(), Tables.EPOCHS);
    }
    for (CheckpointName name : store.checkpoints().of(trial)) {
      try {
        JsonNode json = store.checkpoints().document(trial, name, TrainingDocument.PART);
        if (TrainingDocument.isReadable(json)) {
          return TrainingDocument.of(json).epochs();
        }
      } catch (DamagedCheckpointException e) {
        // The one before it tells, as it does to whoever goes on from it.
        continue;
      }
    }
    return List.of();
  }
}
