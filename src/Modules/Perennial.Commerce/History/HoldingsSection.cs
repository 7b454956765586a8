using Perennial.Commerce.Events;
using Perennial.Customers.Contract;
using Perennial.Kernel.Data;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.History;

/// <summary>A customer's carts, subscriptions and wishes on her page, the latest of each first.</summary>
internal sealed class HoldingsSection : ICustomerSection
{
    private const int ShownMax = 10;

    public string Name => "holdings";

    public int Place => 30;

    public string Asks => Scopes.OrdersRead;

    private static WordBook Words => CommerceModule.Words;

    public async Task<CustomerSection?> ReadAsync(DbUnit unit, SectionQuestion question)
    {
        var rows = await ReadEvents.HoldingsOfAsync(unit, [.. question.Ids]);
        return rows.Count == 0 ? null : new CustomerSection(Words["section.holdings"])
        {
            Body = Html.Join(((string[])["subscription", "cart", "wish"]).Select(kind => OfKind(kind, [.. rows.Where(r => r.Kind == kind)], question))),
        };
    }

    private static Html OfKind(string kind, IReadOnlyList<HoldingRow> rows, SectionQuestion question) => rows.Count == 0 ? Html.None : Html.Of(
        $"""
        <h3>{Words["holding." + kind]}</h3>
        <ul class="list-unstyled">{rows.Take(ShownMax).Select(r => Item(r, question))}</ul>
        {(rows.Count > ShownMax ? Html.Of($"<p class=\"text-secondary\">{Words.Count("section.holdings_more", rows.Count - ShownMax)}</p>") : Html.None)}
        """);

    private static Html Item(HoldingRow row, SectionQuestion question)
    {
        string[] told =
        [
            .. new[] { row.Product ?? row.Subject }, .. row.Value is { } value ? (string[])[OrdersSection.Amount(value, row.Currency!)] : [],
            .. row.UntilDay is { } until && NodaTime.Text.LocalDatePattern.Iso.Parse(until) is { Success: true, Value: var day }
                ? (string[])[Words["section.until", ("day", day.ToString("d", System.Globalization.CultureInfo.CurrentCulture))]] : [],
        ];
        return Html.Of(
            $"<li><bdi class=\"text-break\">{string.Join(" · ", told)}</bdi> <span class=\"badge\">{Words["holding_state." + EventTypes.NameOf(row.Kind, (HoldingState)row.State)]}</span> <small class=\"text-secondary\">{OrdersSection.Day(row.StateAt, question.Zone)}</small></li>");
    }
}
