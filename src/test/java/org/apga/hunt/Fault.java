package org.apga.hunt;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.hdfs.BlockMissingException;
import org.apache.hadoop.hdfs.protocol.DSQuotaExceededException;
import org.apache.hadoop.hdfs.server.namenode.SafeModeException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.ipc.StandbyException;
import org.apache.hadoop.security.AccessControlException;
import org.apga.trouble.Request;
import org.apga.trouble.Request.Operation;
import org.apga.trouble.Trouble.Moment;

/** What file systems throw, as callers of HDFS and S3A get it. */
enum Fault {
  BLOCK_MISSING(EnumSet.of(Operation.OPEN, Operation.READ)) {
    @Override
    IOException at(Request request) {
      return new BlockMissingException(
          request.file(), "Could not obtain block: BP-1:blk_7" + HUNTED, 0);
    }
  },
  CHECKSUM(EnumSet.of(Operation.READ)) {
    @Override
    IOException at(Request request) {
      return new ChecksumException("Checksum error: " + request.file() + " at 0" + HUNTED, 0);
    }
  },
  END_OF_FILE(EnumSet.of(Operation.READ)) {
    @Override
    IOException at(Request request) {
      return new EOFException("Premature EOF from inputStream" + HUNTED);
    }
  },
  STANDBY(EnumSet.complementOf(EnumSet.of(Operation.READ, Operation.WRITE))) {
    @Override
    IOException at(Request request) {
      return new RemoteException(
          StandbyException.class.getName(),
          "Operation category READ is not supported in state standby" + HUNTED);
    }
  },
  SAFE_MODE(EnumSet.of(Operation.CREATE, Operation.RENAME, Operation.DELETE, Operation.MKDIRS)) {
    @Override
    IOException at(Request request) {
      return new RemoteException(
          SafeModeException.class.getName(),
          "Cannot change " + request.file() + ". Name node is in safe mode." + HUNTED);
    }
  },
  REFUSED(EnumSet.allOf(Operation.class)) {
    @Override
    IOException at(Request request) {
      return new ConnectException("Connection refused" + HUNTED);
    }
  },
  TIMED_OUT(EnumSet.allOf(Operation.class)) {
    @Override
    IOException at(Request request) {
      return new SocketTimeoutException("Read timed out" + HUNTED);
    }
  },
  TLS(EnumSet.allOf(Operation.class)) {
    @Override
    IOException at(Request request) {
      return new SSLException("Connection reset" + HUNTED);
    }
  },
  /** As S3A's AWSServiceIOException reads, an IOException of a library that is not here. */
  THROTTLED(EnumSet.allOf(Operation.class)) {
    @Override
    IOException at(Request request) {
      return new IOException(
          request
              + ": com.amazonaws.services.s3.model.AmazonS3Exception: Please reduce your request"
              + " rate. (Service: Amazon S3; Status Code: 503; Error Code: SlowDown)"
              + HUNTED);
    }
  },
  NO_SPACE(EnumSet.of(Operation.CREATE, Operation.WRITE, Operation.SYNC, Operation.CLOSE)) {
    @Override
    IOException at(Request request) {
      return new IOException("No space left on device" + HUNTED);
    }
  },
  QUOTA(EnumSet.of(Operation.CREATE, Operation.WRITE, Operation.CLOSE, Operation.MKDIRS)) {
    @Override
    IOException at(Request request) {
      return new DSQuotaExceededException(100, 200);
    }
  },
  ACCESS_DENIED(EnumSet.complementOf(EnumSet.of(Operation.READ, Operation.WRITE))) {
    @Override
    IOException at(Request request) {
      return new AccessControlException("Permission denied: user=apga, " + request.file() + HUNTED);
    }
  };

  /** In the message of all of them but QUOTA, which words its own. */
  static final String HUNTED = " (hunted)";

  private final Set<Operation> operations;

  Fault(Set<Operation> operations) {
    this.operations = operations;
  }

  /** What the caller gets. */
  abstract IOException at(Request request);

  /** Whether waiting is in vain. */
  boolean isPermanent() {
    return this == QUOTA || this == ACCESS_DENIED;
  }

  /** What can happen to an operation at a moment: who may not do it, is told before. */
  static List<Fault> of(Moment moment, Operation operation) {
    return Arrays.stream(values())
        .filter(fault -> fault.operations.contains(operation))
        .filter(fault -> moment == Moment.BEFORE || !fault.isPermanent())
        .toList();
  }
}
