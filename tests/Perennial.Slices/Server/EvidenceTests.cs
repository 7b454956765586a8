using System.Text.Json.Nodes;
using Npgsql;
using Perennial.Server.Start;
using Perennial.Slices.House;

namespace Perennial.Slices.Server;

/// <summary>On PostgreSQL the server's own role cannot change what is evidence, and needs no right to do so.</summary>
[Collection("staff")]
public sealed class EvidenceTests(Engines engines)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_servers_role_takes_orders_and_gives_figures_and_is_denied_every_change_of_evidence()
    {
        await using var shop = await Shop.OpenAsync(engines, DbEngine.PostgreSql);
        var sent = await shop.PostAsync("/v1/orders", JsonNode.Parse("""
            {"source":"web","number":"1","placedAt":"2026-03-01T10:00:00Z","customer":{"email":"ana@example.com"},
             "lines":[{"product":"T","quantity":1,"price":"10.00"}]}
            """)!, "once");
        sent.Status.ShouldBe(201, sent.Text);
        (await shop.ImportAsync("order;date;customer;product;quantity;price;currency\n7;2026-03-02;c1;T;1;5,00;RON\n"))["counts"]!["created"]!
            .GetValue<long>().ShouldBe(1);
        var report = await shop.GetAsync("/v1/insights/report?fresh=1&parts=totals");
        ((int)report.Body!["totals"]!["orders"]!).ShouldBe(2, report.Text);
        (await shop.GetAsync("/v1/audit/verification")).Body!["whole"]!.GetValue<bool>().ShouldBeTrue();

        // PostgreSQL answers this with a warning, and gives nothing.
        await shop.Db.WriteAsync(unit => unit.ExecuteAsync("grant all on audit_entries, consents, consent_texts to public"), Cancellation);
        string[] denied =
        [
            .. from table in (string[])["audit_entries", "consents", "consent_texts"]
               from sql in (string[])["update {0} set {1} = {1}", "delete from {0}", "truncate {0}", "alter table {0} disable trigger all",
                   "drop table {0}"]
               select string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, table, table == "audit_entries" ? "actor" : "purpose"),
            "delete from audit_heads", "truncate audit_heads", "delete from consent_heads", "truncate consent_heads",
            "drop trigger audit_entries_no_change on audit_entries", "drop function audit_refuse_change() cascade",
                "set session_replication_role = replica",
            "create table mine (id integer)", "create function audit_refuse_change() returns trigger language plpgsql as 'begin return new; end'",
            "update schema_versions set scriptname = scriptname", "delete from schema_versions",
        ];
        foreach (var sql in denied)
        {
            (await Should.ThrowAsync<PostgresException>(() => shop.Db.WriteAsync(unit => unit.ExecuteAsync(sql), Cancellation), sql)).SqlState
                .ShouldBe(PostgresErrorCodes.InsufficientPrivilege, sql);
        }
    }

    [Fact]
    public async Task A_role_that_owns_the_tables_is_refused_where_they_are_said_to_be_anothers()
    {
        var setting = await engines.NewSettingAsync(DbEngine.PostgreSql);
        var data = Directory.CreateTempSubdirectory("perennial-role-").FullName;
        var refused = await Should.ThrowAsync<DbRefusedException>(() => PerennialServer.StartAsync(
            ["--data", data, "--database", setting, "--migrate-database", setting, "--address", "http://127.0.0.1:0"], TimeProvider.System));
        refused.Code.ShouldBe("db.role_may_change");
        Greeting.Refused(refused).ShouldContain("audit_entries");
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Once_the_tables_are_there_the_servers_role_starts_alone()
    {
        var setting = await engines.NewSettingAsync(DbEngine.PostgreSql);
        var data = Directory.CreateTempSubdirectory("perennial-role-").FullName;
        string[] both = ["--data", data, .. Shop.Databases(DbEngine.PostgreSql, setting), "--address", "http://127.0.0.1:0"];
        for (var start = 0; start < 3; start++)
        {
            await using var server = await PerennialServer.StartAsync(start == 1 ? [.. both[..4], .. both[6..]] : both, TimeProvider.System);
            server.OwnerKey.ShouldNotBeNull();
        }

        Directory.Delete(data, recursive: true);
    }
}
