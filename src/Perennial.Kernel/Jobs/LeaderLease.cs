using Perennial.Kernel.Data;

namespace Perennial.Kernel.Jobs;

/// <summary>
/// A loop that one node at a time may lead. The term of who leads is a fence: units of the loop check it by
/// <see cref="EnsureAsync"/>, so that a leader who slept and was replaced leaves nothing behind.
/// </summary>
/// <param name="db">The database.</param>
/// <param name="name">Name of the loop.</param>
/// <param name="node">Name of this process, another for each that ever ran.</param>
/// <param name="clock">The clock; only its monotonic side is used.</param>
/// <param name="times">When a silent leader is replaced; <see cref="LeaseTimes.Standard"/> unless told.</param>
public sealed class LeaderLease(Db db, string name, string node, TimeProvider clock, LeaseTimes? times = null)
{
    private readonly LeaseTimes times = times ?? LeaseTimes.Standard;
    private readonly StillWatch<string, (string Holder, long Term, long Beats)> watch = new(clock, (times ?? LeaseTimes.Standard).GapMax);

    /// <summary>
    /// Tries to lead, or shows that the leader lives. To be called by every node, again and again, at least each
    /// <see cref="LeaseTimes.BeatEvery"/>; never twice at the same time.
    /// </summary>
    /// <returns>The term, which rises with each leader, for <see cref="EnsureAsync"/>; null while another leads.</returns>
    public async Task<long?> TryHoldAsync(CancellationToken cancellation)
    {
        var seen = await db.ReadAsync(unit => unit.FindAsync<Row>(FindSql, new { name }), cancellation);
        if (seen is null)
        {
            await db.WriteAsync(unit => unit.ExecuteAsync(MakeSql, new { name }), cancellation);
            seen = new Row();
        }

        if (seen.Holder != node && seen.Holder.Length > 0 && watch.Look(name, (seen.Holder, seen.Term, seen.Beats)) < times.TakeOverAfter)
        {
            return null;
        }

        var term = seen.Holder == node ? seen.Term : seen.Term + 1;
        var values = new { name, node, term, holder = seen.Holder, seenTerm = seen.Term, beats = seen.Beats };
        return await db.WriteAsync(unit => unit.ExecuteAsync(seen.Holder == node ? BeatSql : TakeSql, values), cancellation) == 1 ? term : null;
    }

    /// <summary>Gives the lease back, so that another node leads at once; nothing where this node does not lead.</summary>
    public Task ReleaseAsync(CancellationToken cancellation) =>
        db.WriteAsync(unit => unit.ExecuteAsync(ReleaseSql, new { name, node }), cancellation);

    /// <summary>
    /// Holds the lease until the unit ends: nobody else leads before that. Units of the loop begin with it; on PostgreSQL
    /// they wait for each other.
    /// </summary>
    /// <param name="unit">A unit of the loop.</param>
    /// <param name="term">As <see cref="TryHoldAsync"/> gave it.</param>
    /// <exception cref="LeaseLostException">Another node leads by now, or nobody does.</exception>
    public async Task EnsureAsync(DbUnit unit, long term)
    {
        if (await unit.ExecuteAsync(BeatSql, new { name, node, term }) == 0)
        {
            throw new LeaseLostException(name);
        }
    }

    /// <summary>
    /// At the start of a process that has the database to itself: leases of others are free, since whoever held them is
    /// dead. On PostgreSQL others may live, so nothing is done.
    /// </summary>
    public static Task FreeOfDeadAsync(Db db, string node, CancellationToken cancellation) => db.Engine == DbEngine.Sqlite
        ? db.WriteAsync(unit => unit.ExecuteAsync("update leases set holder = '' where holder <> @node", new { node }), cancellation)
        : Task.CompletedTask;

    private sealed class Row
    {
        public string Holder { get; set; } = "";

        public long Term { get; set; }

        public long Beats { get; set; }
    }

    private const string FindSql = "select holder as Holder, term as Term, beats as Beats from leases where name = @name";

    private const string MakeSql =
        "insert into leases (name, holder, term, beats) values (@name, '', 0, 0) on conflict (name) do nothing";

    private const string BeatSql = "update leases set beats = beats + 1 where name = @name and holder = @node and term = @term";

    private const string TakeSql = """
        update leases set holder = @node, term = @term, beats = beats + 1
        where name = @name and holder = @holder and term = @seenTerm and beats = @beats
        """;

    private const string ReleaseSql = "update leases set holder = '', beats = beats + 1 where name = @name and holder = @node";
}

/// <summary>A unit of a loop whose leader is another by now; it is taken back.</summary>
/// <param name="name">The loop.</param>
public sealed class LeaseLostException(string name) : Exception(name);
