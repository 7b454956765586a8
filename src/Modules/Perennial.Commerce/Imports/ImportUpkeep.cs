using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Perennial.Kernel.Data;

namespace Perennial.Commerce.Imports;

/// <summary>
/// Lets go of what imports keep: thirty days after its end, rows that could not be used and what undoing needs; thirty days after
/// it came, a file that nobody started. What it made stays, and that the file was in.
/// </summary>
internal sealed partial class ImportUpkeep(Db db, ImportFolder folder, TimeProvider clock, ILogger<ImportUpkeep> log) : BackgroundService
{
    /// <summary>How long it is kept.</summary>
    public static readonly Duration Kept = Duration.FromDays(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>Settles what is due, an import a unit.</summary>
    /// <returns>How many imports.</returns>
    public static async Task<int> SettleAsync(Db db, ImportFolder folder, Instant now, CancellationToken cancellation)
    {
        var due = await db.ReadAsync(unit => unit.QueryAsync<Due>(DueSql, new { before = Micros.Of(now - Kept) }), cancellation);
        foreach (var import in due)
        {
            if (import.State == ImportState.Uploaded)
            {
                var isGone = await db.WriteAsync(async unit =>
                {
                    // Somebody may have started it meanwhile.
                    if (await ImportStore.LockAsync(unit, ImportStore.PublicIdOf(import.Id)) is not { State: ImportState.Uploaded })
                    {
                        return false;
                    }

                    await ImportStore.RemoveAsync(unit, import.Id);
                    return true;
                }, cancellation);
                if (isGone)
                {
                    folder.Remove(import.Id);
                }
            }
            else
            {
                await db.WriteAsync(unit => SettleAsync(unit, import.Id, now), cancellation);
            }
        }

        return due.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SettleAsync(db, folder, Instant.FromDateTimeOffset(clock.GetUtcNow()), stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Failed(e.GetType().Name);
            }
        }
    }

    private static async Task SettleAsync(DbUnit unit, Guid id, Instant now)
    {
        if (await ImportStore.LockAsync(unit, ImportStore.PublicIdOf(id)) is not { State: ImportState.Done or ImportState.Undone } row)
        {
            return;
        }

        await unit.ExecuteAsync("delete from import_rejects where import_id = @id", new { id });
        await unit.ExecuteAsync("delete from import_forms where import_id = @id", new { id });

        // Which orders were in it is kept: the same file given again leaves them as they are.
        await unit.ExecuteAsync("update import_undo set before = null, waited = null where import_id = @id", new { id });
        await unit.ExecuteAsync("update imports set settled_at = @now, preview = @preview, version = version + 1 where id = @id",
            new { id, now = Micros.Of(now), preview = ImportErasure.Bare(row.Preview) });
    }

    [LoggerMessage(EventName = "imports.upkeep_failed", Level = LogLevel.Warning, Message = "imports.upkeep_failed {Kind}")]
    private partial void Failed(string kind);

    private sealed class Due
    {
        public Guid Id { get; set; }

        public string State { get; set; } = "";
    }

    private const string DueSql = """
        select id as Id, state as State from imports
        where (state in ('done', 'undone') and ended_at <= @before and settled_at is null) or (state = 'uploaded' and created_at <= @before)
        order by id limit 100
        """;
}
