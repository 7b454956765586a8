using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;

namespace Perennial.Commerce.Imports;

/// <summary>Imports of the last weeks with rows that could not be used: they can be mended and sent again while they are kept.</summary>
internal sealed class RejectedRowCards : ITodayCards
{
    private const int Weight = 60;
    private static readonly Duration Lately = Duration.FromDays(14);

    public string Asks => Scopes.Imports;

    public async Task<IReadOnlyList<TodayCard>> FindAsync(DbUnit unit, Instant now) =>
        await unit.FindAsync<Row>(RejectedSql, new { since = Micros.Of(now - Lately), state = ImportState.Done }) is not { } import ? [] :
        [
            new TodayCard(Weight, "upload", CommerceModule.Words.Count("today.rejected", import.Rejected),
                CommerceModule.Words["today.rejected.text", ("file", import.Name)], CommerceModule.Words["today.rejected.do"],
                "/imports/" + ImportStore.PublicIdOf(import.Id))
            {
                Task = CommerceModule.Words["today.rejected.task", ("file", import.Name)],
            },
        ];

    private sealed class Row
    {
        public Guid Id { get; set; }

        public string Name { get; set; } = "";

        public long Rejected { get; set; }
    }

    private const string RejectedSql = """
        select id as Id, name as Name, rejected as Rejected from imports
        where state = @state and rejected > 0 and ended_at >= @since and settled_at is null
        order by ended_at desc limit 1
        """;
}
