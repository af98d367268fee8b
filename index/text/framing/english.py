"""The phrases around English questions."""

from index.text.framing.phrases import Framing

FRAMING = Framing(
    language="english",
    greetings="""
        hi|hello|hey|heya|hiya|hullo|helo|hallo|yo|howdy|greetings|oi|ahoy|sup|hola|ola|bonjour|salut|ciao|aloha|moin|namaste|
            salam|salaam|hej|hei|privet|merhaba|guten_tag|buenos_dias [to] [there|all|everyone|everybody|guys|folks|
            team|people|friends|friend|yall|peeps|mods|admins|staff|bot|footnote|again|mate|man|bro|dude|fam|chat|community|you]
            [all|guys|folks|everyone|people|of_you|again|there]
        [a] [very] good|gud morning|afternoon|evening|day [to] [all|everyone|everybody|guys|folks|team|people|there|you] [all]
        morning|afternoon|evening all|everyone|everybody|guys|folks|team
        ok|okay|alright|so um|uh|umm|guys|folks|like|basically|just
        ok|okay|alright so
        by the way
        for real [though|tho]
        hmm|hm|ooh|ooo|ugh|omg
        [so|ok|and] apparently|supposedly|allegedly
        tldr|tl_dr
        real quick
        ok|okay|yeah|yep|yes|no|nah|wait|hmm|well|alright|right|oh|ah|lol|haha|hang_on|hold_on [and|but|so|now]
            so|but|and|also|anyway|then [also|seriously|honestly]
        hang_on|hold_on
        honestly|hypothetically|theoretically|seriously|genuinely|quickly|ps|p_s|real_talk|no_joke
        gm|gn|gday|eyo|ayo|heyo|wassup|wazzup|mornin [all|everyone|everybody|guys|folks|team|people|chat|mods]
        [just] out of [pure|sheer] interest|curiosity
        [just] for clarity|reference|info|the_record|future_reference
        [just] asking because|since|cos|cuz i|we forgot|wondered|am_curious|dont_know|cant_find_it
        [i] may|might|must be [totally|completely|just] blind|dumb|stupid|missing_something|missing_it|wrong but
        maybe im|i_am [just] [totally|completely] blind|dumb|stupid|missing_something|missing_it but
        am i [just] [totally|completely] missing_something|missing_it|blind|dumb [here] or|but
        correct me if im|i_am wrong but
        no idea|clue if|whether this|it|that is|was|has_been [already] known|asked|answered|obvious but
        if anyone|anybody|someone|somebody [here] knows|remembers
        has|have anyone|anybody|someone|somebody|you|any_of_you|you_guys [ever|already|here|yet] figured_out|worked_out|
            found_out|any_idea|an_idea|a_clue [if|whether]
        [i] [just|really] gotta|got_to|have_to|must ask
        lemme|let_me [just|quickly] ask [you|this|something] [real] [quick]
        [please|pls|plz] refresh|jog my memory
        [i|we] [just] need a quick|short|fast answer|reply [on|to|about|asap]
        [just] [quickly] double_checking|confirming|verifying [if|whether]
        can|could|would|will you|anyone|anybody|someone|somebody [please|pls|plz] double_check|verify [if|whether]
        would [really] love|like to know|hear [if|whether]
        [is] anyone|anybody [else] [also] wondering|curious|confused [about|if|whether]
        [just|only|ok|okay] [a] quick|another|small|last|final|serious|genuine one
        [and|ok|okay|just|only] [a] one|another|next|last|final|other|follow_up|followup|second|first [more|last|quick] question
            [though] [i_promise]
        how are|r you|u|ya|yall|things|everyone [all] [doing] [today]
        [and] [just|only|also] [a|an|another|one|my] [very|really|super|possibly|probably] quick|dumb|stupid|silly|noob|newbie|
            basic|simple|random|weird|odd|small|short|little|general|genuine|serious|honest|dumb_but_quick [quick|dumb|stupid|
            noob|simple|little] question|questions|q|qs|query [for|to] [you|all|everyone|the_mods|yall|anyone] [all|guys] [but]
        i|we|ive|weve [have|got|had|have_got] [a|an|one|another|some|two|a_few|a_couple|a_couple_of|just_a] [quick|dumb|stupid|
            silly|noob|basic|simple|random|weird|small|short|little|general] question|questions [for] [you|you_all|you_guys|
            everyone|the_mods]
        i|we [just|really|also|only] want|wanted|need|needed to know|ask|find_out [if|whether|about]
        i|id|we|wed [would|do] [just|really|also] like|love to know|ask|find_out|understand [if|whether|about]
        i|im|ive|we|were|weve [am|was|were|have] [been] [just|kinda|also|actually] wondering|curious [if|whether|about]
        i|im|we|were [am|was|are] [just|still|also] trying|looking|hoping to know|find_out|figure_out|understand [if|whether|
            about]
        just|only|also|was|been curious|wondering|asking|checking [if|whether]
        wondering|curious [if|whether]
        trying|looking|need|needed|want|wanted|wanna to find_out|figure_out|know|understand|ask [if|whether|about]
        tell|remind me|us [please|pls|plz] [if|whether]
        please|pls|plz tell|remind me|us [if|whether]
        [please|pls|plz] let|lemme [me] know [please|pls|plz] [if|whether]
        can|could|would|will you|u|ya|anyone|anybody|any1|someone|somebody|one_of_you|any_of_you|you_guys|yall [here|please|pls|
            plz|kindly|maybe|possibly|just|quickly] [please|pls|plz|kindly|just|quickly] tell|remind|explain|advise|inform|
            enlighten|clarify|confirm [to] [me|us] [please|pls|plz|quickly|again] [if|whether]
        can|could|would|will you|u|anyone|anybody|someone|somebody|you_guys [please|pls|plz|kindly] let me|us know [if|whether]
        can|could|would|will a|an|the|some mod|mods|admin|admins|moderator|moderators|staff [member] [please|pls|plz|kindly|
            maybe|quickly] tell|remind|let me|us [know] [if|whether]
        can|could|would|will you|u|anyone|anybody|someone|somebody|you_guys [please|pls|plz|kindly] help me|us understand|
            find_out|figure_out|out [if|whether]
        [please|pls|plz] someone|somebody|anyone [please|pls|plz] [can|could|would|will] tell|remind me|us [if|whether]
        [anyone|anybody|someone] [here] able to tell|help me|us [if|whether|with]
        mind telling|reminding me|us [if|whether]
        [would|do] you mind telling|reminding me|us [if|whether]
        [is|are] [there] anyone|anybody|someone here|who|that [who] knows|know|can_tell_me [if|whether]
        [i|id|we] [would] [really|greatly] appreciate|love it if someone|somebody|anyone|you could|can|would tell|let me|us
            [know] [if|whether]
        would|could any|one of the|you [staff|mods|admins|team|moderators] [please|kindly] [be_so_kind_as_to|be_kind_enough_to]
            tell|let me|us [know] [if|whether]
        may|can|could|might i|we [just|quickly|kindly|please] ask [you|something|a_question|a_quick_question|here] [if|whether|
            about]
        any idea|ideas|clue|chance_you_know|chance_anyone_knows|chance_someone_knows [if|whether|about|on]
        [please|pls|plz] help me|us [to] understand|find_out|figure_out|out_with|out [if|whether]
        [the] [one|only|main|first|other] thing i|we [really|still|just] dont|do_not|cant|want|need|wonder
            [get|understand|know|to_know|to_understand|find|see] is|was [if|whether]
        [so|and] the|my|our [only|real|main|actual|other] question|issue|problem is
        [all|what] i|we [really|just|actually] want|need|wanna [to] [know|find_out|understand|ask] is [if|whether]
    """,
    doubts="""
        sry|srry|soz|sorry|my_bad [but|guys|all|everyone]
        [i|im|we|were] [am|are] [still|just|also|honestly] [a_bit|kinda|really|so] not|unsure|uncertain|unclear|confused|
            puzzled|wondering [quite|really|entirely|totally|so|too|100] [sure|certain|clear] [about|on|as_to]
        [i|we] [still|just|honestly|really] dont|do_not|didnt|cant|cannot|couldnt|can_not [really|quite|fully|ever|seem_to]
            understand|get|know|remember|recall|see|figure_out|work_out|find_out|find|tell|make_out [about|out]
        [i|ive|we] [have] [totally|completely|always|just|kinda] forgot|forget|forgotten|keep_forgetting
        [so] [i|im|id|we|were|wed] [am|are|would] [just|still|only|also|really] trying|looking|hoping|need|needed|want|wanted|
            wanna|gotta|like [to] find_out|figure_out|work_out|check|confirm|double_check|make_sure|be_sure|clarify|see|
            get_my_head_around
        [just] to confirm|clarify|double_check|be_clear|be_sure
        [so|and|but] my|our|his|her husband|wife|partner|spouse|fiance|fiancee|girlfriend|boyfriend|gf|bf|mum|mom|mother|dad|
            father|parents|son|daughter|kid|kids|child|children|brother|sister|bro|sis|cousin|nephew|niece|uncle|aunt|auntie|
            grandma|grandpa|gran|nan|grandad|grandmother|grandfather|friend|friends|mate|mates|buddy|pal|flatmate|roommate|
            housemate|neighbour|neighbor|colleague|coworker|boss|teammate|missus|hubby [of_mine|and_i|and_me] [also|just|always|
            now] [is|are|was|were|has|have|keeps|keep] [been] [also|just|always|now] ask|asks|asked|asking|wonder|wonders|
            wondered|wondering|want_to_know|wants_to_know|wanted_to_know|would_like_to_know|wants_me_to_ask|needs_to_know|
            wanted_me_to_ask|asked_me_to_ask [me|us|again]
    """,
    calls="""
        guys|folks|bro|bruh|dude|mate|fam|yall|everyone|everybody|all|team|mods|admins|mod|admin|bot|footnote|man|sir
        ok|okay|alright|so|well|um|uh|umm|er|erm|hmm|hm|oh|ah|btw|actually|basically|anyway|anyways|right|fyi
        [please|pls|plz|some] help [me|us|needed|wanted|please|pls|plz] [out] [please|pls|plz]
        [i|we] need [some|your|a_bit_of] help|assistance [here|please|pls|plz|with_something|with_this]
        can|could|would someone|anyone|anybody|somebody|you [please|pls|plz] help [me|us] [out] [please|pls|plz|here|quickly]
        urgent|important|asap
        [the|my] question|questions|query|q [for|to] [you|all|everyone|the_mods|anyone|anybody] [all]
        sorry|apologies|pardon [guys|all|everyone|in_advance|to_bother|to_bother_you|to_ask|to_bug_you|for_asking|for_bothering|
            for_bothering_you|for_the_ping|for_the_bother] [all|again|but]
        sorry|apologies for|about the|my|this|a|another [dumb|stupid|silly|noob|basic|simple|random|quick|newbie] question|
            questions|ping|noise [but]
        i|im|we|were [am|are] [kinda|quite|very|really|fairly|pretty|still|completely|totally|brand] new [here|to_this|
            to_all_this|to_discord|around_here|member|user] [server|discord|community|place|group|stuff|club|game|here] [so|and|
            but]
        new|newbie|noob|newcomer|first_timer here
        [im] [a] total|complete|absolute|utter newb|noob|newbie|beginner|newcomer [here]
        [its|this_is|this_is_my] [my] first time|post [posting|asking|poster] [here|in_this_server|on_here] [so]
        long time lurker|reader [here] [first_time] [poster|caller]
        [i] hope [that] everyone|everybody|you|you_all|yall|all [is|are|youre] [all] [doing] [well|fine|good|ok|okay|great]
        [i] hope this|that|it is|its|thats [ok|okay|fine|the_right_channel|the_right_place|the_correct_channel|not_off_topic|
            allowed|alright] [to_ask] [here]
        [i|ive|we] [have|already|just|also] [already|just|even] read|checked|searched|looked|skimmed|googled|scrolled [through|
            at|in|on|around|over|for|up] [the|this|all|your|our|all_the] [rules|faq|faqs|handbook|docs|documentation|wiki|
            manual|website|pins|pinned_messages|guide|page|announcements|channels|server|everywhere|it|for_it] [and|but] [i|we]
            [still|just|really] [couldnt|cant|didnt|dont|cannot|could_not|can_not|did_not|havent|wasnt_able_to] [find|see|found]
            [it|this|that|anything|an_answer|the_answer|answers|any_info|any_information|my_answer] [there|anywhere|about_it|
            about_this|on_this|on_it|in_there|about_that] [but|so]
        [i|we] [still|just|really] couldnt|cant|didnt|dont|cannot|could_not|can_not|did_not find|see it|this|that|anything|
            an_answer|the_answer|any_info|any_information|my_answer [there|anywhere|about_it|about_this|on_this|on_it|
            in_the_rules|in_the_faq|in_the_docs|in_the_handbook|on_the_website|on_the_wiki|in_the_wiki|in_the_pins] [but|so]
        im|i [am] confused|lost|stuck|curious|desperate
        out of [pure|sheer] curiosity|interest
        long story short
        tldr|tl_dr
        no offense|offence
        wait|hang_on|hold_on|ooh|oooh|oh_wow|wow|omg|oh_no|quick_check|heads_up|noob_here
        in general|short|practice|theory|principle|particular
        [just] hypothetically|theoretically|seriously|honestly|generally|following_up|related|unrelated|quickly
        once and for all
        [as|for|from] a|another [brand|complete|total|relatively|fairly] [new] member|newbie|newcomer|beginner|noob|user|
            player|visitor|guest|person
        same here
        according_to|under|per|by [the] [current|club|server|official|new] rules|handbook|faq|guidelines|rulebook
        [the|my|our] [real|main|actual|other] question|thing|problem|issue is [this|that]
        to whom it may concern
        excuse|pardon me
        dear all|team|admins|mods|staff|members|community|everyone|everybody|friends|sir|madam [or_madam|and_members]
        good morning|afternoon|evening ladies [and] [gents|gentlemen]
        [the|another|second|first|next|other|one_other|one_more] thing
        serious|genuine|honest question
    """,
    requests="""
        i|we|id|wed [would] [just|really|also] need|want|like|love|have [to_have|to_get] [some|more|a_bit_of|any|further]
            information|info|details [about|on|regarding]
        [i|im|we|were] [am|are] [just|still|also] looking|searching for [some|more|any] information|info|details|advice
            [about|on|regarding]
        [is|are] [there] [any|some|more|further] info|information|details|rule|rules|advice|guidance about|on|regarding
        [i|im|we|were] [am|was|are|were] [just|also|still] wondering|curious|asking|confused|unsure|not_sure about
        what|where does|do it|they|you|yall|the_rules|the_handbook|the_docs|the_faq|the_guide|the_wiki|the_document|
            the_documentation|the_page|our_rules [actually] say|says|state|mention [about|on]
        [please|pls|plz] explain|clarify [to] [me|us] [again]
        can|could|would|will you|u|ya|anyone|anybody|any1|someone|somebody|one_of_you|you_guys|yall [here|please|pls|plz|
            kindly|maybe|possibly|just|quickly] explain|clarify [to] [me|us] [please|pls|plz|quickly|again]
        can|could|would|will you|u|ya|anyone|anybody|any1|someone|somebody|one_of_you|you_guys|yall [here|please|pls|plz|
            kindly|maybe|possibly|just|quickly] tell me|us [more|something|anything|a_bit|a_little] about
        [please|pls|plz] tell me|us [more|something|anything|a_bit|a_little] about
        [is] [it] [still|really|actually] true|correct|right that
        am|are i|we right|correct that|in_thinking|to_think|in_assuming|to_assume [that]
        i|we|ive|weve [just|recently|have|had] heard|read|thought|assume|assumed|believe|was_told|were_told|been_told that
        [on|in|for|within] this|ur|our|your server|discord|guild|discord_server|group|community|club
        um|uh|umm|erm|btw|fyi
        [just|only|ok|okay|sorry] [a] [really|very|super|possibly|probably] quick|dumb|stupid|silly|noob|newbie|basic|simple|
            random|weird|odd question|q|one but
        can|could|would|will you|u|anyone|anybody|any1|someone|somebody|a_mod|an_admin|a_moderator [here|please|pls|plz|kindly|
            maybe|possibly|just|quickly] give|send|show|get|remind|tell me|us [of|again] the
        [so] whats|what_is the deal|story|situation|thing with
        asking for|on_behalf_of a|my friend|mate|buddy|colleague
        do|does|did you|u|ya|we|anyone|anybody|any1|someone|somebody|any_of_you|one_of_you|someone_of_you|
            somebody_of_you|anyone_of_you|anybody_of_you|anyone_else|you_guys|yall|the_mods [guys|all|
            here|perhaps|actually|even|by_any_chance|by_chance] [happen_to|also] know [by_chance|by_any_chance] [if|whether|
            about|of]
        [does|do] anyone|anybody|any1|someone|somebody|you [here] have|got any|an|a idea|clue [if|whether|about|on]
        anyone|anybody|any1|someone|somebody [here|in_here|out_there] know|knows|remember|remembers [if|whether|about|of]
        sorry|apologies [but] [if] [this|it|that|its|thats|im|i] [has|was|is|have|might|may|am] [already|probably|just] [be|
            been] asked|answered|posted|discussed|mentioned|covered|obvious|dumb|stupid|off_topic|a_dumb_question|
            a_stupid_question|a_silly_question|a_noob_question|a_repeat|a_repost|the_wrong_channel|the_wrong_place|
            in_the_wrong_channel|in_the_wrong_place|missed_it|missed_this [here|before|already|a_lot|often|too|again|somewhere|
            elsewhere|a_million_times|a_thousand_times|many_times|a_hundred_times] [before|already] [but|however]
        [im|i|am] [am] not|unsure|idk|dunno [sure|certain|entirely_sure|really_sure] if|whether|where|who this|that|it|its|
            thats|i|to [is|was|should|can] [the|a] [right|correct|wrong|proper|best|appropriate|good|ask|asking] [channel|place|
            spot|section|thread|forum|server|chat|person|room|category|this|about_this] [to_ask|for_this|for_that|to_ask_this|
            to_post|to_post_this|for_it|here] [this|that] but|however|so
        idk|dunno|i_dont_know|i_do_not_know|not_sure if|whether this|that|it is|was|has_been|its the|a|already|been [right|
            correct|wrong|proper|best] [channel|place|spot|section|thread|forum|person|asked|answered] [to_ask|for_this|before|
            already] but
        i know [that] this|it|its|thats [is|has|has_been|was|might_be|may_be] [probably|already|likely] [been] [a] [dumb|stupid|
            silly|noob|basic|simple|weird|asked|common] [question] [before|already|a_lot] but
        this|it|its|that|thats might|may|could|is|probably|must|will [probably|also|sound|seem|be|likely] [be|like|a] [a]
            [really|very|super|pretty] dumb|stupid|silly|noob|basic|simple|weird|obvious|random|odd [question] but
        [probably|maybe|possibly] [a] [really|very|super] dumb|stupid|silly|noob|basic|weird question but
    """,
    asking="""
        how hows what whats when whens where wheres who whos whom which whose why is are r am was were do does did can
        could may must shall should will would has have had i im ive if we any anyone anybody someone just quick
        question so need looking wondering please pls plz sorry you u there my our the dumb stupid noob not idk got
        isnt arent dont doesnt cant whether about in for at on to with it its hello hi hey btw
    """,
    thanks="""
        thx|thanx|thnx|tnx|ty|tysm|tyvm|tia|plz|pls|plss|plox|please|lmk|asap
        [muchas|mille|vielen] gracias|merci|danke|dank|grazie|arigato|obrigado|obrigada|spasibo [beaucoup|mille]
        [please|pls|plz|ok|okay|and|n|many|much|big|huge] thanks|thankyou|thx|ty|cheers|thank_you|thank_u [so_much|very_much|
            a_lot|a_bunch|a_ton|loads|heaps|again|kindly] [all|everyone|everybody|guys|folks|team|bot|mate|man|bro|yall|you_all]
            [in] [advance|again|all]
        thanks|thank_you|thank_u|thx|ty [so_much|a_lot|very_much] [in_advance] for|4 [any|the|your|ur|all] [your|the|some] help|
            helping|answer|answers|answering|info|information|reply|replies|time|advice|tips|input|support|patience|reading
        lol|lmao jk
        guys|folks|yall
        tyia|btw|idk
        lol|lmao|lmfao|rofl|haha|hahaha|hehe|heh|xd|kek|tbh|imo|imho|ngl|smh
        i|we [really|just|kinda] need|want|gotta|have [to] know [asap|urgently|soon|quickly|now|today|please|pls]
        tho|though|exactly
        yes or no
        wtf|wth|omg|omfg|ffs|smfh|bruh|haha_sorry
        just in case
        if anyone|anybody|someone|you|u|yall knows|know
        or not|nah|no|what|something|smth|sth|anything|whatever|so|nothing
        and|or stuff|things|such|so_on|all_that|the_like|similar
        etc
        by any chance
        [on|in|for|of|at|within] this|ur|our|your|yalls server|discord|guild|discord_server|group|community|club|place
        on|in|for|of|at|within this team|society|association|organisation|organization|org|company|space|venue|facility|
            establishment|school|campus|centre|center|clan|crew|gym|shop|store|project|game
        on|in|around here
        in practice|reality
        according_to|under|per|by [the] [current|club|server|official|new] rules|handbook|faq|guidelines|rulebook
        for|with you|yall guys|all
        if possible
        as_well|again|anyway|anyways|yet|anymore|any_more|any_longer
        [im|i_am] just curious|wondering|asking|checking|to_be_sure|to_make_sure|out_of_curiosity
        [im] asking for a|my friend|mate|buddy
        [does|do] anyone|anybody|any1|someone|somebody|you|u [here] know|knows|have_an_idea|have_any_idea
        [please|pls|plz] let me know [please|pls|plz|thanks|thx|asap]
        [any|all|your|some] help|advice|info|information|tips|pointers|answers|ideas|input|suggestions|feedback [would|will|is|
            are|really] [be] [much|very|really|greatly|highly|so|very_much] appreciated|welcome|great|nice|awesome
        sorry|apologies for|about|if the|my|this|a|its|this_is|thats [is] [a] [really|very] [dumb|stupid|silly|noob|basic|
            simple|random|quick|newbie|obvious] question|questions|bother
        sorry|apologies if this|it|that|its [has|was|is] [already|just] [been] asked|answered|posted|obvious [before|already|
            a_lot]
    """,
    asides="""
        [really|just|kinda] need|want|wanna|gotta|have [to] know [asap|urgently|soon|quickly|now|today|please|pls]
        right|correct|yes|yeah|innit|isnt_it|arent_they|arent_you|arent_there|isnt_there|dont_you|dont_they|doesnt_it|
            is_it|are_you|are_they|is_there|are_there|wasnt_it|cant_i|cant_we|can_i|can_we
        is|was that|this|it [still|really|actually|even] true|right|correct|so|the_case|accurate
        anyone|anybody|any1|someone|somebody [here|know|knows]
        [please|pls|plz|some|any|need|i_need] help [me|us] [out] [please|pls|plz|asap]
        can|could someone|anyone|anybody|somebody|you [please|pls|plz] help [me|us] [out] [please|pls|plz]
        [does_anyone_have|anyone_have|anyone_got|got|have] any|an idea|ideas|clue|thoughts|tips|suggestions|advice|help|info
        sorry|cheers|hello|hi|hey|urgent|asap|quick|quickly|anyways|anyway|just_curious|curious
        [i|we] [really|just|kinda] need|want [it|this|an] [answer] [asap|soon|quickly|urgently|today|now]
        its|it_is [kinda|kind_of|really|very|a_bit] urgent|important
        [i|ive|we] [have|already|just|also] [already|just|even] read|checked|searched|looked|skimmed|googled|scrolled [through|
            at|in|on|around|over|for|up] [the|this|all|your|our|all_the] [rules|faq|faqs|handbook|docs|documentation|wiki|
            manual|website|pins|pinned_messages|guide|page|announcements|channels|server|everywhere|it|for_it] [and|but] [i|we]
            [still|just|really] [couldnt|cant|didnt|dont|cannot|could_not|can_not|did_not|havent] [find|see|found] [it|this|
            that|anything|an_answer|the_answer|answers|any_info|any_information] [there|anywhere|about_it|about_this|on_this|
            on_it]
        [i|we] [still|just|really] couldnt|cant|didnt|dont|cannot|could_not|can_not|did_not|cant_seem_to find|see it|this|that|
            anything|an_answer|the_answer|any_info|any_information [there|anywhere|about_it|about_this|on_this|on_it|
            in_the_rules|in_the_faq|in_the_docs|in_the_handbook|on_the_website|on_the_wiki|in_the_wiki|in_the_pins]
        im|i [am] [so|really|very|a_bit|kinda] confused|lost|stuck|new|new_here|a_newbie|desperate
        i|ive [have|honestly|really] [no] idea|clue
        not [really|entirely] sure
        [its] for a|my friend
        [kind|best|warm|kindest|warmest|many] regards|wishes
        best|sincerely|yours|halp|mods
        [very|so|much|greatly|really] appreciated|appreciate|confused [it]
        somebody|someone|anyone help
    """,
    interrogatives="""
        is are am do does did can could should will would how hows what whats when whens where wheres who whos whom which
        whose why whether if
    """,
    conjunctions="whether if",
    needing="""
        the a an of with say saying send give get for to my your our no and or is was are by from than as in on what
        who how when which called named mean means meaning does do i we you this that
    """,
    idle="""
        advance afternoon already another answer answers anything asked asking awesome bad basic better bit bot bother
        bothering buddy channel chat correct couldnt covered day doing dr dude dumb dunno elsewhere evening everybody
        everyone everyones everything everywhere fellow find finds fine first folks found friend friends gang going
        good great group guys having hear heard hopefully hows i im ive idk its kind long looked looking lot love
        lovely mate mates maybe members message missed mods moment morning much new nice one people place possible
        post probably promise quick random read replies reply right search searched seem server short silly simple
        small something somewhere stupid super sure team thats things think thread time today tried understand until
        week weekend weird well whats wrong year yet youre consideration attention patience kindly inquire write
        writing reach out obvious thats clue way sorry if dumb best regards having
    """,
    cues="""
        hi hello hey heya hiya greetings dear thanks thank thx ty cheers tia tyia appreciated appreciate grateful
        sorry apologies pardon lol lmao tldr btw fyi asap urgent question questions wondering curious asking hope
        hoping regards confused newbie noob tried searched looked hmm idk clue promise lurker
    """,
    fillers="""
        actually|basically|literally|honestly|seriously|technically|theoretically|officially|really|truly|simply|exactly|
            precisely|specifically|roughly|approximately|approx
        currently|presently|nowadays|rn|right_now|at_the_moment|at_present|these_days|for_now|as_of_now|at_this_point
        usually|normally|typically|generally|in_general|ordinarily|commonly
        still|even|also|already|ever|maybe|perhaps|possibly|probably|just|again
        just_in_case|roughly_speaking|generally_speaking|strictly_speaking|technically_speaking
        kinda|sorta|kind_of_like|like_actually|like_really
    """,
    wholes="""
        even if|though|when|number|numbers|numbered|more
        ever since|after
        just as|like
        still life|water|waters|birth
        again and again
    """,
    holding="""
        the a an this that these those my your our his her their its no any some each every of for in on at to by from with
        than as under over not very more most less so too much many open closed
    """,
)
