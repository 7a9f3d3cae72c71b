"""Airflow: trains every night until 07:00, and continues the next night where the last one ended.

Green: every trial is done (exit code 0). Skipped: 07:00 was reached, and trials are left (4). Red: a person must look at it
(1, 2), or three tries did not help.
"""

from datetime import datetime, timedelta

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator  # Airflow 3
except ImportError:
    from airflow.operators.bash import BashOperator  # Airflow 2

# With a date, so that a try after 07:00 does not train until the next morning.
TRAIN = """
cd /opt/apga || exit 2
until=$(date -Is -d 'tomorrow 07:00')
for try in 1 2 3; do
  submit/apga run conf/nightly.conf --master spark://master:7077 --set run.until=$until
  code=$?
  case $code in 0 | 1 | 2 | 4) exit $code ;; esac
  echo "Exit code $code: the same command continues from there."
  sleep 60
done
exit $code
"""

with DAG(
    dag_id="apga_nightly",
    schedule="0 22 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # Never two runs at once.
    max_active_runs=1,
):
    BashOperator(
        task_id="train",
        bash_command=TRAIN,
        append_env=True,
        skip_on_exit_code=4,
        # TRAIN itself tries again, depending on the exit code.
        retries=0,
        execution_timeout=timedelta(hours=10),
    )
