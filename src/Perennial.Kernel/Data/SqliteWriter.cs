using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Perennial.Kernel.Data;

/// <summary>
/// Group commit: units that wait are run one after another in one transaction, each but the first behind a savepoint of its own,
/// and the disk is waited for once. A unit that fails takes back its own statements only.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int UnitsPerCommitMax = 256;
    private const int UnitsWaitingMax = 10_000;
    private const int LogPagesMax = 8_000;
    private static readonly TimeSpan WipeEvery = TimeSpan.FromSeconds(1);

    private readonly SqliteConnection connection;
    private readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(UnitsWaitingMax) { SingleReader = true });
    private readonly SqliteStatements statements;
    private readonly SqliteCheckpoints checkpoints;
    private readonly Task run;
    private long commits;

    // At first too: a process before may have died with its log unwiped.
    private bool isWipeDue = true;

    /// <summary>Begins.</summary>
    /// <param name="connection">The one connection that writes.</param>
    /// <param name="beside">Another one, for the log.</param>
    public SqliteWriter(SqliteConnection connection, SqliteConnection beside)
    {
        this.connection = connection;
        checkpoints = new SqliteCheckpoints(beside, () => Commits);
        statements = new SqliteStatements(connection);
        run = Task.Run(RunAsync);
    }

    public long Commits => Interlocked.Read(ref commits);

    public async Task<T> Add<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation)
    {
        var unit = new Waiting<T>(work, cancellation);
        await waiting.Writer.WriteAsync(unit, cancellation);
        return await unit.Done;
    }

    public async ValueTask DisposeAsync()
    {
        waiting.Writer.TryComplete();
        await run;
        await checkpoints.DisposeAsync();
        statements.Dispose();
        await connection.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var committed = new List<Waiting>(UnitsPerCommitMax);
        while (await WaitAsync())
        {
            committed.Clear();
            try
            {
                await RunTogetherAsync(committed);
                committed.ForEach(u => u.Finish());
            }
            catch (Exception e)
            {
                // The disk is full, or gone: none of them was acknowledged, and none is there. Where not even a
                // transaction could begin, the first that waits is told, so that waiting has an end.
                if (committed.Count == 0 && waiting.Reader.TryRead(out var first))
                {
                    committed.Add(first);
                }

                committed.ForEach(u => u.Fail(e));
            }

            Interlocked.Increment(ref commits);
            checkpoints.Shorten(connection, LogPagesMax);
        }
    }

    // Waits for work; while it does, tries to empty a log that holds what shall be gone.
    private async Task<bool> WaitAsync()
    {
        var work = waiting.Reader.WaitToReadAsync().AsTask();
        while (isWipeDue && !work.IsCompleted)
        {
            isWipeDue = !SqliteCheckpoints.Run(connection, "truncate").IsWhole;
            if (isWipeDue)
            {
                await Task.WhenAny(work, Task.Delay(WipeEvery));
            }
        }

        return await work;
    }

    private async Task RunTogetherAsync(List<Waiting> committed)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        while (committed.Count < UnitsPerCommitMax && waiting.Reader.TryRead(out var unit))
        {
            if (unit.IsTakenBack)
            {
                continue;
            }

            // The first needs none: should it fail, there is nothing else to keep. What it changes need not be held to be put back.
            var isFirst = committed.Count == 0;
            if (!isFirst)
            {
                transaction.Save("unit");
            }

            var at = new DbUnit(DbEngine.Sqlite, connection, transaction, CancellationToken.None, statements);
            if (await unit.RunAsync(at))
            {
                committed.Add(unit);
                if (!isFirst)
                {
                    transaction.Release("unit");
                }

                isWipeDue |= at.LeavesNoTrace;
            }
            else if (raw.sqlite3_get_autocommit(connection.Handle) != 0)
            {
                // SQLite took the whole transaction back, as it does where the disk is full: nobody's work in it is there.
                committed.ForEach(u => u.Fail(unit.Reason!));
                committed.Clear();
                return;
            }
            else if (isFirst)
            {
                transaction.Rollback();
                return;
            }
            else
            {
                transaction.Rollback("unit");
                transaction.Release("unit");
            }
        }

        transaction.Commit();
    }

    /// <summary>A unit on its way: run, then finished when its transaction is on disk.</summary>
    private abstract class Waiting
    {
        public abstract bool IsTakenBack { get; }

        /// <summary>Runs it; false when it failed, and its caller knows.</summary>
        public abstract Task<bool> RunAsync(DbUnit unit);

        /// <summary>Why it failed.</summary>
        public abstract Exception? Reason { get; }

        public abstract void Finish();

        public abstract void Fail(Exception reason);
    }

    private sealed class Waiting<T>(Func<DbUnit, Task<T>> work, CancellationToken cancellation) : Waiting
    {
        private readonly TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T result = default!;

        public Task<T> Done => done.Task;

        public override Exception? Reason => done.Task.Exception?.InnerException;

        public override bool IsTakenBack => cancellation.IsCancellationRequested && done.TrySetCanceled(cancellation);

        public override async Task<bool> RunAsync(DbUnit unit)
        {
            try
            {
                result = await work(unit);
                return true;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A unit may fail in any way; the others in its transaction must not.
                done.SetException(e);
                return false;
            }
        }

        public override void Finish() => done.SetResult(result);

        public override void Fail(Exception reason) => done.TrySetException(reason);
    }
}
