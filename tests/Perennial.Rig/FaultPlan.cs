using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Perennial.Rig;

/// <summary>
/// What is sent to a shop while it is killed: orders of clients, each of one customer, and the rows of an import, a tenth of
/// them of those same customers. All of it follows from the plan, so that what must be there in the end is known.
/// </summary>
/// <param name="Seed">When it strikes, and what is sent again.</param>
public sealed record FaultPlan(int Seed)
{
    private const string ImportSource = "history";

    public int Clients { get; init; } = 16;

    public int OrdersEach { get; init; } = 60;

    /// <summary>Rows of the import, an order each.</summary>
    public int ImportRows { get; init; } = 6_000;

    public int Strikes { get; init; } = 4;

    /// <summary>The shortest and the longest time between a recovery and the next strike.</summary>
    public (int From, int To) PauseMs { get; init; } = (100, 700);

    public int Orders => Clients * OrdersEach;

    /// <summary>Of both, in minor units.</summary>
    public long RevenueMinor => (ImportRows * 150L) +
        Enumerable.Range(0, Clients).Sum(c => Enumerable.Range(0, OrdersEach).Sum(i => 200L * (1 + c + i)));

    /// <summary>Customers of both.</summary>
    public int Customers => Enumerable.Range(0, ImportRows).Select(ImportEmail)
        .Concat(Enumerable.Range(0, Clients).Select(Email)).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Every order there must be: source and number.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Clients)
        .SelectMany(c => Enumerable.Range(0, OrdersEach).Select(i => $"till {Number(c, i)}"))
        .Concat(Enumerable.Range(0, ImportRows).Select(r => $"{ImportSource} I{r}"));

    /// <summary>What an upload is called with.</summary>
    public static string ImportQuery => $"name=history.csv&source={ImportSource}";

    public static string Number(int client, int i) => string.Create(CultureInfo.InvariantCulture, $"{client}-{i}");

    /// <summary>The key under which an order is sent; every fifth has one.</summary>
    public static string? KeyOf(int client, int i) => i % 5 == 0 ? "order-" + Number(client, i) : null;

    public static JsonObject Order(int client, int i) => new()
    {
        ["source"] = "till", ["number"] = Number(client, i), ["placedAt"] = $"2026-03-{1 + (i % 28):00}T10:00:00Z",
        ["customer"] = new JsonObject { ["email"] = Email(client) },
        ["lines"] = new JsonArray(new JsonObject { ["product"] = $"P{i % 7}", ["quantity"] = 2, ["price"] = 1 + client + i }),
    };

    public byte[] ImportFile()
    {
        var text = new StringBuilder("order,date,email,amount\n");
        for (var row = 0; row < ImportRows; row++)
        {
            text.Append(CultureInfo.InvariantCulture, $"I{row},2025-{1 + (row % 12):00}-13,{ImportEmail(row)},1.50\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string Email(int client) => $"c{client}@example.com";

    private string ImportEmail(int row) => row % 10 == 0 ? Email(row / 10 % Clients) : $"i{row / 4}@example.com";
}

/// <summary>What came of it.</summary>
/// <param name="Acknowledged">Orders that clients had an answer for.</param>
/// <param name="Retried">Calls that nobody answered, or that were refused for the time being, and were sent again.</param>
/// <param name="Repeated">Calls for orders that had been acknowledged before.</param>
/// <param name="Lost">Orders that should be there and are not.</param>
/// <param name="Doubled">Orders that are there more than once, or that nobody sent.</param>
/// <param name="Seconds">All of the sending.</param>
/// <param name="Problems">Everything that is not as promised; empty when all is.</param>
public sealed record FaultReport(
    int Acknowledged, int Retried, int Repeated, int Lost, int Doubled, double Seconds, IReadOnlyList<string> Problems);
