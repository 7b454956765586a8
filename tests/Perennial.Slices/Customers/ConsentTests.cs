using System.Data.Common;
using NodaTime;
using Perennial.Customers.Consent;
using Perennial.Customers.Contract;
using Perennial.Kernel.Ids;
using Perennial.Slices.House;

namespace Perennial.Slices.Customers;

/// <summary>The ledger of consents: what it says, that it stays, and that a change shows.</summary>
[Collection("engines")]
public sealed class ConsentTests(Engines engines)
{
    private static readonly ConsentProof Confirmed =
        new(ConsentProofKind.DoubleOptIn, "203.0.113.7", "ana@example.com", TestShop.Start);

    public static TheoryData<DbEngine> Both => Engines.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Only_a_new_proved_consent_lifts_an_opt_out(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Known(new CustomerHint { Email = "ana@example.com" });
        (await State(shop, ana)).ShouldBe(ConsentStanding.Unknown);
        await shop.Consent(Said(ana, ConsentKind.Given) with { IsClaimed = true });
        (await State(shop, ana)).ShouldBe(ConsentStanding.Claimed);
        await shop.Consent(Said(ana, ConsentKind.Given) with { Happened = TestShop.Start, Proof = Confirmed });
        (await State(shop, ana)).ShouldBe(ConsentStanding.Given);
        shop.Now += Duration.FromDays(2);
        await shop.Consent(Said(ana, ConsentKind.Withdrawn) with { Happened = shop.Now });
        (await State(shop, ana)).ShouldBe(ConsentStanding.Withdrawn);
        shop.Now += Duration.FromDays(1);

        // A claim, an entry without proof, and a proof from before the opt-out: none of them lifts it.
        await shop.Consent(Said(ana, ConsentKind.Given) with { IsClaimed = true, Happened = shop.Now });
        await shop.Consent(Said(ana, ConsentKind.Given) with { Happened = shop.Now });
        await shop.Consent(Said(ana, ConsentKind.Given) with { Happened = TestShop.Start + Duration.FromDays(1), Proof = Confirmed });
        (await State(shop, ana)).ShouldBe(ConsentStanding.Withdrawn);
        (await State(shop, ana, "sms")).ShouldBe(ConsentStanding.Unknown);
        var lifted = await shop.Consent(Said(ana, ConsentKind.Given) with { Happened = shop.Now, Proof = new ConsentProof(ConsentProofKind.Stated) });
        var answer = (await shop.Read(unit => ReadConsents.HandleAsync(unit, ana))).Single();
        answer.State.ShouldBe(new ConsentState(ConsentStanding.Given, lifted.Value));
        answer.Rows.Count.ShouldBe(7);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_opt_out_of_either_holds_for_both_while_they_are_merged(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var (ana, old) = (await shop.Known(new CustomerHint { Card = "1" }), await shop.Known(new CustomerHint { Card = "2" }));
        await shop.Consent(Said(ana, ConsentKind.Given) with { Happened = TestShop.Start - Duration.FromDays(2), Proof = Confirmed });
        await shop.Consent(Said(old, ConsentKind.Withdrawn) with { Happened = TestShop.Start - Duration.FromDays(1) });
        var merge = await shop.Merge(ana, old);
        (await State(shop, ana)).ShouldBe(ConsentStanding.Withdrawn);
        (await State(shop, old)).ShouldBe(ConsentStanding.Withdrawn);
        await shop.Undo(merge.Merge);
        (await State(shop, ana)).ShouldBe(ConsentStanding.Given);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Many_are_imported_at_once_and_what_is_wrong_is_said_of_each(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var people = (await shop.Join([.. Enumerable.Range(0, 300).Select(i => new CustomerHint { Card = $"{i}" })]))
            .Select(j => j.Value.Customer).ToList();
        var text = (await shop.Write(unit => AddConsentText.HandleAsync(shop.Parts, unit,
            new AddConsentText.Request("marketing", "ro", "Da, scrieți-mi."), shop.Now))).Value;
        (await shop.Write(unit => AddConsentText.HandleAsync(shop.Parts, unit,
            new AddConsentText.Request("marketing", "ro", "Da, scrieți-mi."), shop.Now))).Value.ShouldBe(text);
        ConsentEntry[] entries =
        [
            .. people.SelectMany(p => (ConsentEntry[])[Said(p, ConsentKind.Given) with { IsClaimed = true, Text = text },
                Said(p, ConsentKind.Withdrawn) with { Happened = shop.Now }]),
            Said(people[0], ConsentKind.Given),
            Said(people[0], ConsentKind.Given) with
            {
                Happened = shop.Now + Duration.FromSeconds(1), Text = people[0], Proof = Confirmed with { Confirmed = null },
            },
            Said(people[0], ConsentKind.Given) with { IsClaimed = true, Proof = Confirmed, Actor = "ana@example.com" },
            Said(new IdSource(TimeProvider.System).New(), ConsentKind.Given) with { IsClaimed = true },
        ];
        var answers = await shop.Write(unit => shop.Services.Consents.RecordAsync(unit, entries, shop.Now));
        answers.Take(600).ShouldAllBe(a => a.Succeeded);
        answers.Skip(600).Select(a => string.Join(' ', a.Refusal!.Fields.Select(f => f.Code).Prepend(a.Refusal.Code))).ShouldBe(
        [
            "consent.invalid consent.undated", "consent.invalid consent.in_future consent.text_unknown consent.proof_missing",
            "consent.invalid code.malformed consent.claim_with_proof", "customers.not_found",
        ]);
        (await shop.Read(VerifyConsents.HandleAsync)).ShouldBe(new VerifyConsents.Response(600, null));
        var states = await shop.Read(unit => shop.Services.Consents.StatesAsync(unit, people, "marketing", "email"));
        states.Values.ShouldAllBe(s => s.Standing == ConsentStanding.Withdrawn);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_database_refuses_to_change_or_delete_a_consent_or_its_text(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Known(new CustomerHint { Card = "1" });
        await shop.Write(unit => AddConsentText.HandleAsync(shop.Parts, unit, new AddConsentText.Request("marketing", "ro", "Da."), shop.Now));
        await shop.Consent(Said(ana, ConsentKind.Withdrawn) with { Happened = shop.Now });
        foreach (var sql in (string[])["update consents set kind = 1", "delete from consents", "update consent_texts set body = 'x'",
            "delete from consent_texts", .. engine == DbEngine.PostgreSql ? ["truncate consents", "truncate consent_texts"] : Array.Empty<string>()])
        {
            (await Should.ThrowAsync<DbException>(() => shop.Write(unit => unit.ExecuteAsync(sql)))).Message
                .ShouldContain("append-only", Case.Sensitive, sql);
        }

        (await State(shop, ana)).ShouldBe(ConsentStanding.Withdrawn);
    }

    [Theory]
    [InlineData("update consents set kind = 1 where sequence = 2", 2, "consent.chain_broken")]
    [InlineData("update consents set recorded = recorded - 1 where sequence = 3", 3, "consent.chain_broken")]
    [InlineData("update consents set source = 'form:other' where sequence = 1", 1, "consent.chain_broken")]
    [InlineData("delete from consents where sequence = 2", 2, "consent.chain_cut")]
    [InlineData("delete from consents where sequence = 4", 4, "consent.chain_cut")]
    [InlineData("delete from consents where sequence >= 1", 1, "consent.chain_cut")]
    [InlineData("update consent_proofs set ip = '203.0.113.8'", 3, "consent.proof_changed")]
    [InlineData("delete from consent_proofs", 3, "consent.proof_changed")]
    public async Task Verifying_names_the_first_wrong_row(string tampering, long sequence, string code)
    {
        foreach (var engine in (DbEngine[])[DbEngine.Sqlite, DbEngine.PostgreSql])
        {
            await using var shop = await TestShop.OpenAsync(engines, engine);
            var ana = await shop.Known(new CustomerHint { Card = "1" });
            for (var i = 1; i <= 4; i++)
            {
                await shop.Consent(Said(ana, i % 2 == 0 ? ConsentKind.Withdrawn : ConsentKind.Given) with
                {
                    Happened = shop.Now, Proof = i == 3 ? Confirmed : null,
                });
            }

            (await shop.Read(VerifyConsents.HandleAsync)).ShouldBe(new VerifyConsents.Response(4, null));
            await shop.Write(unit => unit.ExecuteAsync(engine == DbEngine.Sqlite
                ? "drop trigger consents_no_update; drop trigger consents_no_delete;" : "drop trigger consents_no_change on consents"));
            await shop.Write(unit => unit.ExecuteAsync(tampering));
            (await shop.Read(VerifyConsents.HandleAsync)).First.ShouldBe(new VerifyConsents.Fault(ana, sequence, code));
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nodes_that_write_to_one_chain_at_once_make_one_chain(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var ana = await shop.Known(new CustomerHint { Card = "1" });
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() =>
            shop.Consent(Said(ana, ConsentKind.Given) with { Happened = TestShop.Start, Proof = Confirmed }))));
        (await shop.Read(VerifyConsents.HandleAsync)).ShouldBe(new VerifyConsents.Response(12, null));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_suppressed_address_is_known_without_being_kept(DbEngine engine)
    {
        await using var shop = await TestShop.OpenAsync(engines, engine);
        var dead = new CustomerIdentifier(IdentifierKind.Email, "dead@example.com");
        var alive = new CustomerIdentifier(IdentifierKind.Email, "alive@example.com");
        var list = shop.Services.Suppressions;
        await shop.Write(async unit =>
        {
            await list.AddAsync(unit, dead, "hard_bounce", shop.Now);
            await list.AddAsync(unit, dead, "complaint", shop.Now);
            return true;
        });
        (await shop.Read(unit => list.WhichAsync(unit, [dead, alive, dead])))
            .ShouldBe(new Dictionary<CustomerIdentifier, string> { [dead] = "hard_bounce" });
        (await shop.Read(unit => Dump.TableAsync(unit, "suppressions"))).Single().ShouldNotContain("dead");
        (await shop.Write(unit => list.LiftAsync(unit, dead))).ShouldBeTrue();
        (await shop.Write(unit => list.LiftAsync(unit, dead))).ShouldBeFalse();
        (await shop.Read(unit => list.WhichAsync(unit, [dead]))).ShouldBeEmpty();
    }

    private static ConsentEntry Said(Guid customer, ConsentKind kind) => new(customer, "marketing", "email", kind, "form:checkout", "customer");

    private static async Task<ConsentStanding> State(TestShop shop, Guid customer, string channel = "email") =>
        (await shop.Read(unit => shop.Services.Consents.StatesAsync(unit, [customer], "marketing", channel)))[customer].Standing;
}
