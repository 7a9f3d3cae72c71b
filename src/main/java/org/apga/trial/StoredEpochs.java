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

/** The stored rows of a trial's epochs, whether the trial is finished or not. */
public final class StoredEpochs {
  private StoredEpochs() {}

  /**
   * Rows of {@link Tables#EPOCHS}: all of them for a committed trial, else those in its newest
   * readable checkpoint. Reads no networks.
   *
   * @throws IOException if the file system does not answer
   * @throws org.apga.files.StoreException if the committed rows cannot be read
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
        // Try the one before it, as an attempt that resumes does.
        continue;
      }
    }
    return List.of();
  }
}
