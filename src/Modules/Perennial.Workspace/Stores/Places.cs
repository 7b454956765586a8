using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Stores;

/// <inheritdoc/>
internal sealed class Places(IAudit audit) : IPlaces
{
    public async Task SaveAsync(DbUnit unit, Place place, string by, ReadOnlyMemory<byte> sent, Instant now)
    {
        await unit.ExecuteAsync(SaveSql, new
        {
            kind = place.Kind, code = place.Code, name = place.Name, zone = place.TimeZone, store = place.Store, archived = place.Archived,
            now = Micros.Of(now),
        });
        await audit.AddAsync(unit, new AuditEntry(by, place.Kind + ".saved", place.Code, sent), now);
    }

    public async Task<PlaceNames> NamesAsync(DbUnit unit) => new((await unit.QueryAsync<Named>(NamesSql))
        .ToDictionary(n => (n.Kind, n.Code), n => n.Name));

    private sealed record Named(string Kind, string Code, string Name);

    private const string NamesSql = "select kind, code, name from places";

    private const string SaveSql = """
        insert into places (kind, code, name, time_zone, store_code, archived, version, changed)
        values (@kind, @code, @name, @zone, @store, @archived, 1, @now)
        on conflict (kind, code) do update set name = excluded.name, time_zone = excluded.time_zone, store_code = excluded.store_code,
            archived = excluded.archived, version = places.version + 1, changed = excluded.changed
        """;
}
