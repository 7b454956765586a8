using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;

namespace Perennial.Commerce.Orders;

/// <summary>What the pages of orders say of states, amounts and times, in the language at hand.</summary>
internal static class OrderWords
{
    private static WordBook Words => CommerceModule.Words;

    /// <summary>A state.</summary>
    public static string Status(string status) => Words["order_state." + status];

    /// <summary>All states, to choose from; the first is any.</summary>
    public static IReadOnlyList<SelectListItem> Statuses =>
    [
        new SelectListItem(Words["orders_page.any"], ""),
        .. Enum.GetValues<OrderStatus>().Select(s => new SelectListItem(Status(OrderDrafting.Name(s)), OrderDrafting.Name(s))),
    ];

    /// <summary>An amount with the decimals of its currency, which it has already.</summary>
    public static string Amount(decimal amount, string currency) =>
        amount.ToString("N" + amount.Scale.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture) + "\u00A0" + currency;

    /// <summary>A count that may have parts.</summary>
    public static string Quantity(decimal quantity) => quantity.ToString("#,##0.###", CultureInfo.CurrentCulture);

    /// <summary>A time by the shop's clock.</summary>
    public static string Time(DateTimeOffset time, ShopSettings settings) =>
        Instant.FromDateTimeOffset(time).InZone(settings.Zone).LocalDateTime.ToString("g", CultureInfo.CurrentCulture);

    /// <summary>The same time for machines.</summary>
    public static string Machine(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A number as it is shown: where stores number for themselves, the store stands before it.</summary>
    public static string Number(string number) => number.Replace('\u001F', ' ').Trim();
}
