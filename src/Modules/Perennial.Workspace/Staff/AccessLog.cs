using Microsoft.AspNetCore.Http;
using NodaTime;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;

namespace Perennial.Workspace.Staff;

/// <summary>What the access log tells of.</summary>
internal enum AccessKind
{
    /// <summary>She came in.</summary>
    In,

    /// <summary>Her password was right; a code is waited for.</summary>
    Half,

    /// <summary>A password or a code was wrong, or the address unknown.</summary>
    Refused,

    /// <summary>Too many tries: not even looked at.</summary>
    Locked,

    /// <summary>She signed out.</summary>
    Out,

    /// <summary>A page that her role does not include.</summary>
    Page,
}

/// <summary>Who came in, who was turned away, and from where; kept for a while.</summary>
internal sealed class AccessLog(Db db, IdSource ids, TimeProvider clock)
{
    /// <summary>Days that a row is kept.</summary>
    public const int KeptDays = 180;

    /// <summary>How a kind is kept.</summary>
    public static string CodeOf(AccessKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Adds a row in a unit.</summary>
    /// <returns>Its id.</returns>
    public async Task<Guid> AddAsync(DbUnit unit, HttpContext http, AccessKind kind, Guid? staff)
    {
        var id = ids.New();
        await unit.ExecuteAsync(AddSql, new
        {
            id, staff, at = Micros.Of(Instant.FromDateTimeOffset(clock.GetUtcNow())), what = CodeOf(kind),
            address = http.Connection.RemoteIpAddress?.ToString(), agent = StaffSessions.Agent(http),
        });
        return id;
    }

    /// <summary>Adds a row.</summary>
    public Task AddAsync(HttpContext http, AccessKind kind, Guid? staff) =>
        db.WriteAsync(unit => AddAsync(unit, http, kind, staff), http.RequestAborted);

    /// <summary>Says how a try ended that was written down before it was looked at.</summary>
    public static Task TurnAsync(DbUnit unit, Guid row, AccessKind kind) =>
        unit.ExecuteAsync("update staff_access set what = @what where id = @row", new { row, what = CodeOf(kind) });

    /// <summary>Rows, the latest first.</summary>
    public static Task<IReadOnlyList<AccessRow>> ListAsync(DbUnit unit, Guid? staff, Guid before, int limit) =>
        unit.QueryAsync<AccessRow>(staff is null ? ListSql : ListOfSql, new { staff, before, limit });

    /// <summary>Takes rows out whose time is over.</summary>
    public static Task ForgetAsync(DbUnit unit, Instant now) => unit.ExecuteAsync("delete from staff_access where at < @before",
        new { before = Micros.Of(now - Duration.FromDays(KeptDays)) });

    private const string AddSql = """
        insert into staff_access (id, staff_id, at, what, address, agent) values (@id, @staff, @at, @what, @address, @agent)
        """;

    private const string ListSql = """
        select a.id as Id, a.staff_id as StaffId, a.at as At, a.what as What, a.address as Address, a.agent as Agent, s.name as Name
        from staff_access a left join staff s on s.id = a.staff_id where a.id < @before order by a.id desc limit @limit
        """;

    private const string ListOfSql = """
        select a.id as Id, a.staff_id as StaffId, a.at as At, a.what as What, a.address as Address, a.agent as Agent, s.name as Name
        from staff_access a left join staff s on s.id = a.staff_id
        where a.staff_id = @staff and a.id < @before order by a.id desc limit @limit
        """;
}

/// <summary>A row of the access log.</summary>
internal sealed class AccessRow
{
    public Guid Id { get; set; }

    public Guid? StaffId { get; set; }

    public long At { get; set; }

    public string What { get; set; } = "";

    public string? Address { get; set; }

    public string? Agent { get; set; }

    public string? Name { get; set; }
}
