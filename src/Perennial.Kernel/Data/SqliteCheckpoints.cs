using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Perennial.Kernel.Data;

/// <summary>
/// Writes the log back into the file beside the writer, on a connection of its own, so that nobody's commit waits for it. What
/// comes in meanwhile stays in the log; where it never pauses, the writer has to begin the log anew itself.
/// </summary>
internal sealed class SqliteCheckpoints : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly SqliteConnection connection;
    private readonly Func<long> commits;
    private readonly CancellationTokenSource ended = new();
    private readonly Task run;
    private bool isDisposed;

    // In the log when it was last written back.
    private long pages;

    /// <summary>Begins.</summary>
    /// <param name="connection">A connection of its own.</param>
    /// <param name="commits">How often the writer committed.</param>
    public SqliteCheckpoints(SqliteConnection connection, Func<long> commits)
    {
        (this.connection, this.commits) = (connection, commits);
        run = Task.Run(RunAsync);
    }

    /// <summary>Has the log begun anew where it is long: nearly all of it was written back beside the writer, which waits for the rest.</summary>
    /// <param name="writer">The writer's connection, with no transaction on it.</param>
    /// <param name="pagesMax">How long it may be.</param>
    public void Shorten(SqliteConnection writer, long pagesMax)
    {
        if (Interlocked.Read(ref pages) > pagesMax)
        {
            Run(writer, "restart");
            Interlocked.Exchange(ref pages, 0);
        }
    }

    /// <summary>Writes the log back.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="how">As SQLite calls it: passive, restart, truncate.</param>
    /// <returns>Whether all was done, and the pages that the log has.</returns>
    public static (bool IsWhole, long Pages) Run(SqliteConnection connection, string how)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"pragma wal_checkpoint({how})";
            using var reader = command.ExecuteReader();
            return reader.Read()
                ? (Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture) == 0, reader.GetInt64(1))
                : (false, 0);
        }
        catch (SqliteException)
        {
            // The disk is full, or gone. What is in the log is safe there, and is tried again.
            return (false, 0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever disposes of a database twice does no harm.
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        await ended.CancelAsync();
        await run;
        await connection.DisposeAsync();
        ended.Dispose();
    }

    private async Task RunAsync()
    {
        for (var seen = -1L; !ended.IsCancellationRequested;)
        {
            if (commits() is var now && now != seen)
            {
                seen = now;
                Interlocked.Exchange(ref pages, Run(connection, "passive").Pages);
            }

            await Task.Delay(Pause, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
