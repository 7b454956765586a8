namespace Perennial.Commerce.Demo.Made;

/// <summary>What people of the demo shop agreed to, to the letter; who speaks another language read the English text.</summary>
internal static class DemoConsentTexts
{
    public const string Otherwise = "en";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["en"] = "I want to hear of offers and news of Little Bear. I can end this at any time.",
        ["ru"] = "Я хочу получать предложения и новости магазина «Медвежонок». Отказаться можно в любое время.",
        ["ro"] = "Vreau să primesc oferte și noutăți de la Ursulețul. Pot renunța oricând.",
        ["zh"] = "我愿意接收小熊母婴店的优惠和消息，可随时取消。",
    };
}
