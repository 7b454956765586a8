namespace Perennial.Kernel.Data;

/// <summary>A table of evidence: rows are added to it, and neither changed nor taken out.</summary>
/// <param name="Name">The table.</param>
/// <param name="RowsMove">Whether its rows are changed all the same, as heads of chains are; they are never taken out.</param>
public sealed record EvidenceTable(string Name, bool RowsMove = false);

/// <summary>
/// On PostgreSQL the server may use a role of its own that has no right to change evidence, nor to take the triggers away that
/// refuse it: tables are then another role's, which makes them and is used for nothing else.
/// </summary>
public static class Evidence
{
    /// <summary>Gives the server's role what it needs in a database that was brought up to date, and takes from it what it must not have.</summary>
    /// <param name="owner">The database by the role that owns the tables.</param>
    /// <param name="server">The same database by the server's role.</param>
    /// <param name="tables">What is evidence.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="DbRefusedException"><c>db.role_may_change</c>: the role could change evidence all the same.</exception>
    public static async Task GuardAsync(Db owner, Db server, IReadOnlyList<EvidenceTable> tables, CancellationToken cancellation)
    {
        var role = await server.ReadAsync(unit => unit.ValueAsync<string>("select current_user"), cancellation) ?? "";
        await owner.WriteAsync(async unit =>
        {
            // Grants take no values: the database itself writes them, with the names quoted as it needs them.
            foreach (var grant in Grants)
            {
                await unit.ExecuteAsync((await unit.ValueAsync<string>(grant, new { role }))!);
            }

            foreach (var table in tables)
            {
                await unit.ExecuteAsync((await unit.ValueAsync<string>(table.RowsMove ? RevokeDeleteSql : RevokeSql,
                    new { role, table = table.Name }))!);
            }
        }, cancellation);

        // The owner itself, a member of the owner, and whoever may everything.
        foreach (var table in tables)
        {
            if (await server.ReadAsync(unit => unit.ValueAsync<bool>(MaySql, new { table = table.Name, rights = table.RowsMove
                ? "delete, truncate" : "update, delete, truncate" }), cancellation))
            {
                throw new DbRefusedException("db.role_may_change", $"{role}, {table.Name}");
            }
        }
    }

    private static readonly string[] Grants =
    [
        "select format('grant usage on schema public to %I', @role)",
        "select format('grant select, insert, update, delete on all tables in schema public to %I', @role)",
        "select format('grant usage, select on all sequences in schema public to %I', @role)",
        "select format('revoke insert, update, delete, truncate on table schema_versions from %I', @role)",
    ];

    private const string RevokeSql = "select format('revoke update, delete, truncate on table %I from %I', @table, @role)";

    private const string RevokeDeleteSql = "select format('revoke delete, truncate on table %I from %I', @table, @role)";

    private const string MaySql = """
        select has_table_privilege(current_user, @table, @rights)
            or pg_has_role(current_user, (select tableowner from pg_tables where schemaname = 'public' and tablename = @table), 'usage')
        """;
}
